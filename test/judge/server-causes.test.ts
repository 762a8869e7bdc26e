/** Causes of the VM's side whose settings the record has: what its kernels said that they were set to, and what its services were given. */
import { expect, test } from 'vitest'
import type { Guest } from '../../src/guest.js'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import type { Plan } from '../../src/plan.js'
import {
  blackoutOf,
  blackoutPlayed,
  cellOf,
  connected,
  endOf,
  exchanges,
  failed,
  gaveUp,
  runEnded,
  runStarted,
  startMs,
} from './history-of.js'

const blackoutMs = 9000
const backMs = startMs + blackoutMs
const plan: Plan = { phases: [blackoutOf(blackoutMs)], outcome: 'moved' }
const cell = cellOf(plan)
const peer = '10.0.0.9:40001'

const judged = (events: readonly HistoryEvent[], guest?: Guest) =>
  judge([
    { ...(runStarted([cell], 15) as Extract<HistoryEvent, { type: 'run-started' }>), ...(guest && { guest }) },
    {
      type: 'vm-kernel',
      atMs: 50,
      vm: cell.vm,
      sysctls: {
        'net.ipv4.tcp_retries2': '3',
        'net.ipv4.tcp_rto_max_ms': '1000',
        'net.ipv4.tcp_keepalive_time': '2',
        'net.ipv4.tcp_keepalive_intvl': '1',
        'net.ipv4.tcp_keepalive_probes': '3',
      },
    },
    connected(cell, 100),
    exchanges(cell, 200, startMs),
    ...blackoutPlayed(cell, startMs, backMs),
    ...events,
    runEnded,
  ]).cells[0]

const vmSocket = (atMs: number, info: Record<string, string>): HistoryEvent => ({
  type: 'vm-socket-destroyed',
  atMs,
  vm: cell.vm,
  peer,
  info,
})
const serviceEnded = (atMs: number, code?: string): HistoryEvent => ({
  type: 'service-connection',
  atMs,
  vm: cell.vm,
  session: 'echo',
  peer,
  event: 'ended',
  ...(code === undefined ? { by: 'service' } : { error: { code, message: `read ${code}` } }),
})
const died = (atMs: number, code: string, more: Parameters<typeof failed>[4] = {}): HistoryEvent[] => [
  failed(cell, startMs, atMs, code, more),
  gaveUp(cell, atMs),
  ...endOf(cell, false),
]

test('the VM’s kernel gave up: by which value, and which would have done', () => {
  const atMs = startMs + 3500
  const { cause, why } =
    judged([
      vmSocket(atMs, { retrans: '1/5', lastsnd: '1000', lastrcv: '3600', rtt: '0.1/0.05' }),
      serviceEnded(atMs, 'ETIMEDOUT'),
      ...died(backMs + 1000, 'ECONNRESET'),
    ]) ?? {}
  expect(cause).toMatchObject({ owner: 'server kernel', setting: 'net.ipv4.tcp_retries2', value: 3 })
  expect(cause?.needed?.setting).toBe('net.ipv4.tcp_retries2')
  // 0.2, 0.6 and 1.4 s after the loss, and then every second.
  expect([9, 10]).toContain(cause?.needed?.value)
  expect(why).toMatch(/its own tcp_retries2=3.*in the VM would have done$/)
})

test('the VM’s kernel probed in vain, and told its service after its client had heard of it', () => {
  const atMs = backMs + 500
  const { cause } =
    judged([
      ...died(atMs, 'ECONNRESET', { during: 'idle' }),
      serviceEnded(atMs + 1, 'ETIMEDOUT'),
      vmSocket(atMs + 2, { lastrcv: '10000', lastack: '10000' }),
    ]) ?? {}
  expect(cause).toMatchObject({
    owner: 'server kernel',
    setting: 'net.ipv4.tcp_keepalive_time',
    value: 2,
    startedAtMs: -498,
    needed: { setting: 'net.ipv4.tcp_keepalive_probes' },
  })
  // Probes 1.5 s after the start of the silence, and then every second.
  expect([9, 10]).toContain(cause?.needed?.value)
})

const idleAfter = (value: number, clock: Guest['clock']): Guest => ({
  sysctls: {},
  clock,
  services: { echo: { keepalive: false, idleTimeout: { value, setting: 'wait_timeout' } } },
})
const closed = { error: { code: null, message: 'the service closed the connection' } }

test.each([
  // The client's next retransmission leaves 9.5 s after the loss, or a little later.
  ['jumps', 5000, backMs, 11_000],
  ['stops', 100, backMs + 100, 2000],
] as const)('the service’s idle timer, when its clock %s', (clock, value, atMs, needed) => {
  const { cause, why } = judged([serviceEnded(atMs), ...died(atMs, '', closed)], idleAfter(value, clock)) ?? {}
  expect(cause).toMatchObject({ owner: 'service', setting: 'wait_timeout', value, startedAtMs: 0 })
  expect(cause?.needed).toEqual({ setting: 'wait_timeout', value: needed })
  expect(why?.includes('whose clock had gone on')).toBe(clock === 'jumps')
})
