/** Timers of the client's own: of its socket, of its library, of its program. One value dies, another does not. */
import { describe, expect, test } from 'vitest'
import { remedyOf } from '../../src/predict/remedy.js'
import type { Timers } from '../../src/scenario/profile.js'
import { linuxStack, stackOf } from '../../src/tcp/stack.js'
import { ask, patient, phase, reconnectsOn, silentFor } from './plans.js'

const sourced = { source: 'a test', status: 'assumed' } as const
const timer = (value: number) => ({ value, ...sourced })
const withTimers = (timers: Partial<Timers>): Timers => ({ ...patient, ...timers })

describe('TCP_USER_TIMEOUT', () => {
  const question = (ms: number) => {
    const timers = withTimers({ userTimeout: { ...timer(ms), setting: 'tcp_user_timeout (libpq)' } })
    return { timers, stack: stackOf({ sysctls: {} }, timers) }
  }

  test('decides by the name that its program has for it, sooner or later than tcp_retries2', () => {
    expect(ask(silentFor(9), question(5000))).toMatchObject({
      verdict: 'died',
      decides: { owner: 'application', setting: 'tcp_user_timeout (libpq)', value: 5000 },
    })
    const soon = { ...question(60_000), stack: { ...question(60_000).stack, retries2: 3 } }
    expect(ask(silentFor(9), soon).verdict).toBe('stalled')
    expect(ask(silentFor(9), { stack: { ...linuxStack, retries2: 3 } }).verdict).toBe('died')
  })

  test('takes the place of the count of keepalive probes', () => {
    const keepalive = { value: true, setting: 'a keepalive', idleMs: 1000, intervalMs: 1000, count: 100, ...sourced }
    const { timers, stack } = question(3000)
    const idle = { shape: 'idle', timers: { ...timers, keepalive }, stack, rhythm: { quietForMs: 0 } } as const
    expect(ask(silentFor(20), idle)).toMatchObject({
      verdict: 'died',
      decides: { setting: 'tcp_user_timeout (libpq)' },
    })
    expect(ask(silentFor(20), { ...idle, timers: withTimers({ keepalive }), stack: linuxStack }).verdict).not.toBe(
      'died',
    )
  })

  test('has a value that is enough', () => {
    const { changes } = remedyOf({ plan: silentFor(9), shape: 'talking', ...question(5000) }) ?? {}
    expect(changes).toMatchObject([{ setting: 'tcp_user_timeout (libpq)', from: 5000 }])
    const to = changes?.[0]?.to ?? 0
    expect(ask(silentFor(9), question(to)).either.some(({ verdict }) => verdict === 'died')).toBe(false)
    expect(ask(silentFor(9), question(to - 1000)).either.some(({ verdict }) => verdict === 'died')).toBe(true)
  })
})

test.each([
  ['its own', 2000, 3, 'died'],
  ['what Node sets', undefined, undefined, 'unaffected'],
] as const)('keepalive’s interval and count are %s', (_, intervalMs, count, verdict) => {
  const keepalive = {
    value: true,
    setting: 'a keepalive',
    idleMs: 1000,
    ...(intervalMs && { intervalMs, count }),
    ...sourced,
  }
  const idle = { shape: 'idle', timers: withTimers({ keepalive }), rhythm: { quietForMs: 0 } } as const
  expect(ask(silentFor(9.5), idle).verdict).toBe(verdict)
})

describe('the library', () => {
  const pg = (ms: number) => withTimers({ library: { query_timeout: timer(ms) } })

  test('waits for an answer, unless its option is 0', () => {
    expect(ask(silentFor(9), { timers: pg(5000) })).toMatchObject({
      verdict: 'died',
      decides: { owner: 'library', setting: 'query_timeout (pg)', value: 5000 },
    })
    expect(ask(silentFor(9), { timers: pg(0) }).verdict).toBe('stalled')
    const [change] = remedyOf({ plan: silentFor(9), shape: 'talking', timers: pg(5000) })?.changes ?? []
    expect(change).toMatchObject({ owner: 'library', setting: 'query_timeout (pg)', from: 5000 })
    expect(ask(silentFor(9), { timers: pg(change?.to ?? 0) }).verdict).toBe('stalled')
  })

  test('waits for a connection', () => {
    const timers = withTimers({ ...reconnectsOn('ETIMEDOUT'), library: { readyTimeout: timer(1000) } })
    const stack = { ...linuxStack, retries2: 1 }
    expect(ask(silentFor(9), { timers, stack, topology: 'routed' })).toMatchObject({
      verdict: 'died',
      decides: { owner: 'library', setting: 'readyTimeout (ssh2)', value: 1000 },
    })
  })

  const ssh2 = (everyMs: number, count: number) =>
    withTimers({ library: { keepaliveInterval: timer(everyMs), keepaliveCountMax: timer(count) } })

  test.each(['talking', 'idle', 'listening'] as const)('asks, %s, whether the other end is there', (shape) => {
    const { verdict, decides, decidedAtMs } = ask(silentFor(9), { shape, timers: ssh2(1000, 3) })
    expect({ verdict, decides }).toMatchObject({ verdict: 'died', decides: { owner: 'library', value: 4000 } })
    // Since the last answer, at most an interval before.
    expect(decidedAtMs?.min).toBeGreaterThan(2900)
    expect(decidedAtMs?.max).toBeLessThan(4200)
    expect(ask(silentFor(9), { shape, timers: ssh2(1000, 30) }).verdict).not.toBe('died')
  })

  test('is given as many questions as are enough', () => {
    const { changes } = remedyOf({ plan: silentFor(9), shape: 'talking', timers: ssh2(1000, 3) }) ?? {}
    expect(changes).toMatchObject([{ owner: 'library', from: 4000 }])
    const to = changes?.[0]?.to ?? 0
    expect(ask(silentFor(9), { timers: ssh2(1000, to / 1000 - 1) }).verdict).toBe('stalled')
  })
})

test.each(['talking', 'idle'] as const)(
  'a heartbeat, %s, waits for its answer from the first that falls into the silence',
  (shape) => {
    const beat = (timeoutMs: number) => withTimers({ heartbeat: { ...timer(500), timeoutMs, setting: 'pong timeout' } })
    const { verdict, decides, decidedAtMs } = ask(silentFor(9), { shape, timers: beat(3000) })
    expect({ verdict, decides }).toMatchObject({
      verdict: 'died',
      decides: { owner: 'application', setting: 'pong timeout', value: 3000 },
    })
    expect(decidedAtMs?.max).toBeLessThan(3700)
    expect(ask(silentFor(9), { shape, timers: beat(30_000) }).verdict).not.toBe('died')
    expect(
      ask({ phases: [phase('blackout', 0, 1)], outcome: 'moved' }, { shape, timers: beat(3000) }).verdict,
    ).not.toBe('died')
  },
)
