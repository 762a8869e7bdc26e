/** Histories of crowds for tests: sessions of many fates, of which is kept what a client process keeps. */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { openSlots } from '../../harness/client/slots.js'
import { openTally } from '../../harness/client/tally.js'
import type { HistoryEvent, SessionEvent } from '../../src/history.js'
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
  slowExchange,
  startMs,
} from './history-of.js'

const blackoutMs = 17_000
export const backMs = startMs + blackoutMs
const plan: Plan = { phases: [blackoutOf(blackoutMs)], outcome: 'moved' }
export const alone = cellOf(plan)
export const asPlanned = blackoutPlayed(alone, startMs, backMs)
export const diedMs = startMs + 19_900

/** What its kernel says of a session that it gave up. */
export const lastWords = { retrans: '1/5', lastsnd: '9900', rto: '9728', lastrcv: '20024' }

/** Everything that a session may do, each as its client tells it. */
export const fates: Readonly<Record<string, readonly HistoryEvent[]>> = {
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

/** Each of the fates so often; ports are a matter of the number in the crowd. */
export const crowdOf = (wanted: readonly string[]): readonly HistoryEvent[] => {
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
