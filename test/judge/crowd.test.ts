/** A session of a crowd is judged as it would be alone, although only a part of what it did is kept. */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { openSlots } from '../../harness/client/slots.js'
import { openTally } from '../../harness/client/tally.js'
import { crowdProcess } from '../../src/cell.js'
import type { HistoryEvent, SessionEvent } from '../../src/history.js'
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
const plan: Plan = { phases: [blackoutOf(blackoutMs)], outcome: 'moved' }
const alone = cellOf(plan)
const asPlanned = blackoutPlayed(alone, startMs, backMs)
const diedMs = startMs + 19_900

/** What its kernel says of a session that it gave up. */
const lastWords = { retrans: '1/5', lastsnd: '9900', rto: '9728', lastrcv: '20024' }

/** Everything that a session may do, each as its client tells it. */
const fates: Readonly<Record<string, readonly HistoryEvent[]>> = {
  'was not disturbed': [
    connected(alone, 100),
    exchanges(alone, 200, startMs),
    exchanges(alone, backMs, 60_000),
    ...endOf(alone, true),
  ],
  'waited for its VM': [
    connected(alone, 100),
    exchanges(alone, 200, startMs),
    slowExchange(alone, startMs, backMs + 8400),
    exchanges(alone, backMs + 8400, 60_000),
    ...endOf(alone, true),
  ],
  'was slow before the migration only': [
    connected(alone, 100),
    slowExchange(alone, 1000, 6000),
    exchanges(alone, backMs, 60_000),
    ...endOf(alone, true),
  ],
  'was given up by its kernel': [
    connected(alone, 100),
    exchanges(alone, 200, startMs),
    failed(alone, startMs, diedMs, 'ETIMEDOUT'),
    gaveUp(alone, diedMs),
    ...endOf(alone, false),
  ],
  'came back over another connection': [
    connected(alone, 100),
    exchanges(alone, 200, startMs),
    failed(alone, startMs, diedMs, 'ECONNRESET'),
    { type: 'reconnecting', cell: alone.id, atMs: diedMs, inMs: 1000 },
    connected(alone, diedMs + 1000, 2),
    exchanges(alone, diedMs + 1000, 60_000),
    ...endOf(alone, true),
  ],
  'has lost data': [
    connected(alone, 100),
    exchanges(alone, 200, startMs),
    exchanges(alone, backMs, 60_000),
    ...endOf(alone, true, { lost: 1 }),
  ],
  'does not answer and has not given up': [
    connected(alone, 100),
    exchanges(alone, 200, startMs),
    ...endOf(alone, false),
  ],
  'never opened': [
    failed(alone, 100, 3100, 'ETIMEDOUT', { during: 'connect' }),
    gaveUp(alone, 3100),
    ...endOf(alone, false),
  ],
  'failed before the migration': [
    connected(alone, 100),
    failed(alone, 1000, 2000, 'ECONNRESET'),
    gaveUp(alone, 2000),
    ...endOf(alone, false),
  ],
  'was answered in the silence': [
    connected(alone, 100),
    exchanges(alone, 200, startMs),
    slowExchange(alone, startMs + 5000, startMs + 6200),
    ...endOf(alone, true),
  ],
}
const names = Object.keys(fates)

const judgedAlone = (name: string): CellResult => {
  const words: HistoryEvent = {
    type: 'socket-destroyed',
    atMs: diedMs,
    profile: 'linux',
    localPort: 40_001,
    info: lastWords,
  }
  return judge([runStarted([alone]), ...asPlanned, ...(fates[name] ?? []), words, runEnded]).cells[0] as CellResult
}

/** Each of the fates so often; ports are a matter of the number in the crowd. */
const crowdOf = (wanted: readonly string[]): readonly HistoryEvent[] => {
  const crowd = cellOf(plan, { id: 'crowd', count: wanted.length, paceMs: 100 })
  const slots = openSlots()
  const members = wanted.map((name) => {
    const tally = openTally()
    for (const { cell: _, ...event } of (fates[name] ?? []) as SessionEvent[]) {
      // A little before the migration begins, as it is told.
      tally.hear(event, event.type === 'exchanges' ? startMs - 5 : undefined)
      if (event.type === 'exchanges')
        for (const [endMs, tookMs] of event.done) if (name !== 'was answered in the silence') slots.add(endMs, tookMs)
    }
    return tally.member()
  })
  const info = Object.entries(lastWords)
    .map((each) => each.join(':'))
    .join(' ')
  const baseline = encodeIntoCompressedBase64(build())
  return [
    runStarted([crowd]),
    ...asPlanned,
    { type: 'sockets-destroyed', atMs: diedMs, sockets: [['10.0.200.1:40001', diedMs, info]] },
    { type: 'crowd-told', crowd: 'crowd', atMs: 80_000, part: 0, address: '10.0.200.1', first: 0, members },
    { type: 'crowd-summed', crowd: 'crowd', atMs: 80_000, part: 0, baseline, slots: slots.read() },
    runEnded,
  ]
}

const judgedCrowd = (wanted: readonly string[], ...more: HistoryEvent[]): CellResult => {
  const [first, ...others] = crowdOf(wanted)
  const report = judge([...(first === undefined ? [] : [first]), ...more, ...others])
  expect(reportSchema.safeParse(report).error).toBeUndefined()
  return report.cells[0] as CellResult
}

describe('a session of a crowd', () => {
  test.each(names)('that %s is judged as if it were alone', (name) => {
    const { verdict, cause, why, longestStallMs, exchanges, lost, ...others } = judgedAlone(name)
    // Of who did not wait for the VM it is not kept when it exchanged something again.
    const recoveryMs = name === 'waited for its VM' ? others.recoveryMs : null
    expect(judgedCrowd([name]).crowd?.worst).toEqual([
      expect.objectContaining({ number: 0, verdict, cause, why, longestStallMs, recoveryMs, exchanges, lost }),
    ])
  })
})

test('a crowd’s sessions are counted by verdict and by what decided, and its verdict is that of the worst off', () => {
  const wanted = [
    ...Array(90).fill('waited for its VM'),
    ...Array(8).fill('was not disturbed'),
    'was given up by its kernel',
    'has lost data',
  ]
  const { verdict, cause, crowd, longestStallMs, lost } = judgedCrowd(wanted)
  expect(verdict).toBe('died')
  expect(lost).toBe(1)
  expect(longestStallMs).toBe(25_400)
  expect(cause).toMatchObject({ setting: 'net.ipv4.tcp_retries2' })
  expect(crowd?.verdicts.map(({ verdict, seen }) => [verdict, seen])).toEqual([
    ['stalled', 90],
    ['unaffected', 8],
    ['died', 2],
  ])
  const died = crowd?.verdicts.find((each) => each.verdict === 'died')
  expect(died?.because.map(({ setting, owner, seen }) => [setting ?? owner, seen])).toHaveLength(2)
  expect(crowd?.stallMs).toMatchObject({ p50: 25_400, max: 25_400 })
  expect(crowd?.worst.length).toBeLessThan(wanted.length / 10)
})

test('of sessions that nothing is told of nothing can be said', () => {
  const events = crowdOf(['was not disturbed', 'was not disturbed'])
  const [begun, ...others] = events
  if (begun?.type !== 'run-started') throw new Error('no run')
  const cells = begun.cells.map((cell) => ({ ...cell, count: 5 }))
  const [cell] = judge([{ ...begun, cells }, ...others]).cells
  expect(cell?.verdict).toBe('inconclusive')
  expect(cell?.crowd?.verdicts.map(({ verdict, seen }) => [verdict, seen])).toEqual([
    ['inconclusive', 3],
    ['unaffected', 2],
  ])
})

test('a few of which nothing can be said do not hide the others', () => {
  const { verdict, crowd } = judgedCrowd([
    ...Array(199).fill('waited for its VM'),
    'does not answer and has not given up',
  ])
  expect(verdict).toBe('stalled')
  expect(crowd?.verdicts.at(-1)).toMatchObject({ verdict: 'inconclusive', seen: 1 })
})

test('where anybody is answered in a silence, nothing can be said of anybody', () => {
  const events = crowdOf(['was not disturbed', 'waited for its VM']).map((event) =>
    event.type === 'crowd-summed'
      ? { ...event, slots: [[startMs + 3000, startMs + 3040, startMs + 3010, 7] as const] }
      : event,
  )
  const [cell] = judge(events).cells
  expect(cell?.verdict).toBe('inconclusive')
  expect(cell?.crowd?.verdicts[0]?.because[0]?.text).toContain('the wire was not silent')
})

test('a hiccup of its own process excuses a session, one of another part’s does not', () => {
  const hiccup = (part: number): HistoryEvent => ({
    type: 'hiccup',
    process: crowdProcess({ id: 'crowd' }, part),
    atMs: backMs + 8000,
    tookMs: 25_000,
  })
  expect(judgedCrowd(['waited for its VM'], hiccup(1)).verdict).toBe('stalled')
  expect(judgedCrowd(['waited for its VM'], hiccup(0)).verdict).toBe('inconclusive')
})
