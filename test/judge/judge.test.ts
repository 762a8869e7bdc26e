import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import type { Plan } from '../../src/plan.js'
import { type CellResult, reportSchema } from '../../src/result.js'
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
  slowExchange,
  startMs,
} from './history-of.js'

const blackoutMs = 17_000
const backMs = startMs + blackoutMs
const moved: Plan = { phases: [blackoutOf(blackoutMs)], outcome: 'moved' }
const cell = cellOf(moved)

const verdictOn = (...events: HistoryEvent[]): CellResult => {
  const report = judge([runStarted([cell]), connected(cell, 100), exchanges(cell, 200, startMs), ...events, runEnded])
  expect(reportSchema.safeParse(report).error).toBeUndefined()
  return report.cells[0] as CellResult
}
const asPlanned = blackoutPlayed(cell, startMs, backMs)

test('a session whose exchanges were all quick is unaffected', () => {
  const short = cellOf({ phases: [blackoutOf(300)], outcome: 'moved' })
  const report = judge([
    runStarted([short]),
    connected(short, 100),
    ...blackoutPlayed(short, startMs, startMs + 300),
    slowExchange(short, startMs - 10, startMs + 390),
    exchanges(short, startMs + 400, 20_000),
    ...endOf(short, true),
    runEnded,
  ])
  expect(report.cells[0]).toMatchObject({ verdict: 'unaffected', longestStallMs: 400, recoveryMs: 90, cause: null })
})

test('a session with one long exchange is stalled, and the part after the return of the VM is told', () => {
  const result = verdictOn(...asPlanned, slowExchange(cell, startMs, backMs + 8400), ...endOf(cell, true))
  expect(result).toMatchObject({ verdict: 'stalled', longestStallMs: 25_400, recoveryMs: 8400 })
  expect(result.why).toMatch(/^silent for 25.4 s, the last 8.4 s of it after the VM was back/)
})

test('an exchange that took exactly as long as allowed is not a stall', () => {
  expect(verdictOn(...asPlanned, slowExchange(cell, startMs, startMs + 1000), ...endOf(cell, true)).verdict).toBe(
    'unaffected',
  )
})

test('a stall before the migration does not count', () => {
  expect(
    verdictOn(
      slowExchange(cell, 1000, 5000),
      ...asPlanned,
      exchanges(cell, backMs, backMs + 1000),
      ...endOf(cell, true),
    ).verdict,
  ).toBe('unaffected')
})

test('a session that its kernel gave up on died, and the last retransmission is named from what the kernel said', () => {
  const result = verdictOn(
    ...asPlanned,
    failed(cell, startMs, startMs + 19_900, 'ETIMEDOUT'),
    gaveUp(cell, startMs + 19_900),
    {
      type: 'socket-destroyed',
      atMs: startMs + 19_900,
      profile: 'linux',
      localPort: 40_001,
      info: { retrans: '1/5', lastsnd: '9900', rto: '9728', lastrcv: '20024' },
    },
    ...endOf(cell, false),
  )
  expect(result).toMatchObject({
    verdict: 'died',
    longestStallMs: 19_900,
    cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5, firedAtMs: 19_900 },
  })
  expect(result.why).toBe(
    'client kernel gave up (tcp_retries2=5) 2.9 s after the VM was back; its 5th and last retransmission left 10.0 s into the blackout, 7.0 s before the VM was back; tcp_retries2=6 would have done',
  )
})

test('ETIMEDOUT without a word of the kernel about retransmissions is not put down to the retransmission limit', () => {
  const result = verdictOn(
    ...asPlanned,
    failed(cell, startMs, startMs + 19_900, 'ETIMEDOUT'),
    gaveUp(cell, startMs + 19_900),
    ...endOf(cell, false),
  )
  expect(result).toMatchObject({ verdict: 'died', cause: { owner: 'unknown', setting: null } })
})

test('a timer of the session itself is named with its setting, value and moment', () => {
  const result = verdictOn(
    ...asPlanned,
    failed(cell, startMs, startMs + 5000, '', {
      timer: { owner: 'application', setting: 'command timeout', valueMs: 5000 },
    }),
    gaveUp(cell, startMs + 5000),
    ...endOf(cell, false),
  )
  expect(result).toMatchObject({
    verdict: 'died',
    cause: { owner: 'application', setting: 'command timeout', value: 5000 },
  })
  expect(result.why).toBe('command timeout of 5.0 s ran out 5.0 s into the blackout')
})

test('a session that connects anew is reconnected, and its stall lasts until it gets something done again', () => {
  const result = verdictOn(
    ...asPlanned,
    failed(cell, startMs, backMs + 100, 'ECONNRESET'),
    connected(cell, backMs + 1100, 2),
    exchanges(cell, backMs + 1100, backMs + 2000),
    ...endOf(cell, true),
  )
  expect(result).toMatchObject({
    verdict: 'reconnected',
    longestStallMs: blackoutMs + 1200,
    cause: { owner: 'unknown' },
  })
})

test('a session that lives with damaged data has died of it', () => {
  const result = verdictOn(...asPlanned, slowExchange(cell, startMs, backMs), ...endOf(cell, true, { lost: 2 }))
  expect(result).toMatchObject({ verdict: 'died', lost: 2, cause: { owner: 'service' } })
})

test.each([
  ['4 % shorter', 'died', blackoutMs * 0.96],
  ['6 % shorter', 'inconclusive', blackoutMs * 0.94],
  ['6 % longer', 'inconclusive', blackoutMs * 1.06],
])('a death after a blackout %s than planned is %s', (_, verdict, achievedMs) => {
  const result = verdictOn(
    ...blackoutPlayed(cell, startMs, startMs + achievedMs),
    failed(cell, startMs, startMs + 19_000, 'ETIMEDOUT'),
    gaveUp(cell, startMs + 19_000),
    ...endOf(cell, false),
  )
  expect(result.verdict).toBe(verdict)
})

test('a blackout of 300 ms may be 50 ms off the plan and no more, unless it was longer and nobody noticed', () => {
  const short = cellOf({ phases: [blackoutOf(300)], outcome: 'moved' })
  const judged = (achievedMs: number, stallMs: number) =>
    judge([
      runStarted([short]),
      connected(short, 100),
      ...blackoutPlayed(short, startMs, startMs + achievedMs),
      slowExchange(short, startMs - 10, startMs - 10 + stallMs),
      ...endOf(short, true),
      runEnded,
    ]).cells[0]?.verdict
  expect([judged(255, 400), judged(345, 400)]).toEqual(['unaffected', 'unaffected'])
  expect([judged(245, 400), judged(355, 400)]).toEqual(['inconclusive', 'unaffected'])
  expect([judged(345, 1400), judged(355, 1400)]).toEqual(['stalled', 'inconclusive'])
})

test.each([
  [30, 'unaffected'],
  [50, 'inconclusive'],
])('a wire that fell silent %d ms after the processes were stopped leaves it %s', (apartMs, verdict) => {
  const acts = asPlanned.map((event) =>
    event.type === 'freeze' && event.act === 'stopped' ? { ...event, askedMs: startMs - apartMs } : event,
  )
  const result = verdictOn(...acts, exchanges(cell, backMs, backMs + 1000), ...endOf(cell, true))
  expect(result.verdict).toBe(verdict)
})

test.each([
  [30, 'drop', 'moved', 'unaffected'],
  [50, 'drop', 'moved', 'inconclusive'],
  [50, 'answer', 'moved', 'unaffected'],
  [50, 'hold', 'moved', 'unaffected'],
  // A machine that is lost must not say goodbye.
  [50, 'drop', 'replaced', 'unaffected'],
] as const)(
  'processes that stop %d ms after a wire of mode %s of a VM that is %s leave it %s',
  (lateMs, wire, outcome, verdict) => {
    const late = cellOf({ phases: [blackoutOf(17_000, wire)], outcome })
    const acts = blackoutPlayed(late, startMs, backMs).map((event) =>
      event.type === 'freeze' && event.act === 'stopped' ? { ...event, atMs: startMs + lateMs } : event,
    )
    const { cells } = judge([
      runStarted([late]),
      connected(late, 100),
      exchanges(late, 200, startMs),
      ...acts,
      exchanges(late, backMs, backMs + 1000),
      ...endOf(late, true),
      runEnded,
    ])
    expect(cells[0]?.verdict).toBe(verdict)
  },
)

test('an exchange that begins and ends inside the silence proves that the wire leaked', () => {
  const result = verdictOn(...asPlanned, slowExchange(cell, startMs + 2000, startMs + 2010), ...endOf(cell, true))
  expect(result).toMatchObject({ verdict: 'inconclusive', why: expect.stringContaining('the wire was not silent') })
})

test('a session that is neither alive nor dead at the end is inconclusive', () => {
  expect(verdictOn(...asPlanned, ...endOf(cell, false)).verdict).toBe('inconclusive')
})

test.each([
  ['replaced', undefined, 'the machine that was lost had acknowledged what it asked'],
  ['replaced', 'on,8.2sec,5', 'a longer `settle` would tell'],
  ['moved', undefined, 'a longer `settle` would tell'],
] as const)('what a session still waits for whose VM was %s and whose timer is %s', (outcome, timer, hope) => {
  const replaced = cellOf({ ...moved, outcome })
  const socket = { localPort: 40_001, peer: '10.0.0.10:7000', state: 'ESTAB', info: {} }
  const { cells } = judge([
    runStarted([replaced]),
    connected(replaced, 100),
    exchanges(replaced, 200, startMs),
    ...blackoutPlayed(replaced, startMs, backMs),
    {
      type: 'sockets-sampled',
      atMs: backMs + 5000,
      profile: 'linux',
      sockets: [{ ...socket, ...(timer && { timer }) }],
    },
    ...endOf(replaced, false),
    runEnded,
  ])
  expect(cells[0]).toMatchObject({ verdict: 'inconclusive', why: expect.stringContaining(hope) })
})

test('a session that never opened says nothing about the method', () => {
  const report = judge([
    runStarted([cell]),
    failed(cell, 0, 100, 'ECONNREFUSED', { during: 'connect' }),
    gaveUp(cell, 100),
    ...asPlanned,
    ...endOf(cell, false),
    runEnded,
  ])
  expect(report.cells[0]).toMatchObject({ verdict: 'inconclusive', why: expect.stringContaining('ECONNREFUSED') })
})

test('a host that stood still for most of a stall makes it inconclusive', () => {
  const result = verdictOn(
    ...blackoutPlayed(cell, startMs, backMs),
    slowExchange(cell, backMs + 1000, backMs + 3000),
    { type: 'hiccup', atMs: backMs + 2900, process: 'controller', tookMs: 1500 },
    ...endOf(cell, true),
  )
  expect(result).toMatchObject({ verdict: 'inconclusive', why: 'our own host did not run for 1500 ms of it' })
})

test('a VM that notices after the blackout that it did not run is not a host that stood still', () => {
  const result = verdictOn(
    ...asPlanned,
    slowExchange(cell, startMs, backMs + 500),
    { type: 'hiccup', atMs: backMs + 1, process: `vm ${cell.vm}`, tookMs: blackoutMs },
    ...endOf(cell, true),
  )
  expect(result.verdict).toBe('stalled')
})

test('a control session that was affected makes the same session of the same client inconclusive', () => {
  const control = cellOf(
    { phases: [], outcome: 'here' },
    { id: 'control', vm: 'control', preset: 'none', control: true },
  )
  const report = judge([
    runStarted([cell, control]),
    connected(cell, 100),
    connected(control, 100),
    { type: 'migration-started', atMs: startMs, vm: 'control' },
    ...asPlanned,
    slowExchange(cell, startMs, backMs + 500),
    slowExchange(control, startMs, startMs + 3000),
    ...endOf(cell, true),
    ...endOf(control, true),
    runEnded,
  ])
  expect(report.cells.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'stalled'])
})

test('a run that broke off says nothing about sessions that it could not ask, and keeps what it saw', () => {
  const report = judge([runStarted([cell]), connected(cell, 100), ...asPlanned.slice(0, 4)])
  expect(report).toMatchObject({
    ended: 'broken off',
    cells: [{ verdict: 'inconclusive', achieved: [{ durationMs: null }] }],
  })
})

test('a client process that was lost makes its sessions inconclusive', () => {
  const result = verdictOn(...asPlanned, {
    type: 'client-lost',
    atMs: startMs + 100,
    cells: [cell.id],
    detail: 'ended by SIGKILL',
  })
  expect(result).toMatchObject({ verdict: 'inconclusive', why: 'its client process ended by SIGKILL' })
})

test('something that is not a history is refused', () => {
  expect(() => judge([])).toThrow('run-started')
})

describe('a move that the hypervisor makes itself', () => {
  const real = (toMs: number, downtimeMs: number): HistoryEvent[] => [
    ...blackoutPlayed(cell, startMs, toMs).map((event) =>
      event.type === 'migration-started' ? { ...event, real: true as const } : event,
    ),
    { type: 'migration-reported', atMs: toMs, vm: cell.vm, status: 'completed', downtimeMs },
  ]
  const judged = (...events: HistoryEvent[]) =>
    verdictOn(exchanges(cell, 0, startMs), ...events, slowExchange(cell, startMs, startMs + 4000), ...endOf(cell, true))

  test('lasts as long as it lasts, whatever was planned', () => {
    expect(judged(...real(startMs + 3000, 2900)).verdict).toBe('stalled')
    expect(judged(...blackoutPlayed(cell, startMs, startMs + 3000)).verdict).toBe('inconclusive')
  })

  test('is doubted when its wire was silent for less than the hypervisor says that it stood still', () => {
    expect(judged(...real(startMs + 3000, 3500))).toMatchObject({
      verdict: 'inconclusive',
      why: 'the hypervisor says that the VM stood still for 3500 ms, its wire was silent for 3000 ms',
    })
  })
})
