import { expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import { diffRuns } from '../../src/record/diff.js'
import { renderDiff } from '../../src/report/diff.js'
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
} from '../judge/history-of.js'

const cell = cellOf({ phases: [blackoutOf(3000)], outcome: 'moved' })
const begun = (retries2: number) => [
  runStarted([cell], retries2),
  connected(cell, 100),
  exchanges(cell, 200, startMs),
  ...blackoutPlayed(cell, startMs, startMs + 3000),
]
const runOf = (history: readonly HistoryEvent[]) => ({ history, report: judge(history) })
const died = (afterMs: number, retries2 = 5) =>
  runOf([
    ...begun(retries2),
    failed(cell, startMs, startMs + afterMs, 'ECONNRESET'),
    gaveUp(cell, startMs + afterMs),
    ...endOf(cell, false),
    runEnded,
  ])

test('a run and itself: nothing', () => {
  const { version: _, ...lists } = diffRuns(died(3500), died(3500))
  expect(Object.values(lists)).toEqual([[], [], [], []])
})

test('stalls within the noise are the same, longer ones are told', () => {
  expect(diffRuns(died(3500), died(3700)).stalls).toEqual([])
  expect(diffRuns(died(3500), died(4500)).stalls).toMatchObject([{ id: cell.id, beforeMs: 3500, nowMs: 4500 }])
})

test('settings and outcomes that are others are told with both values', () => {
  const { report, history } = died(3500, 8)
  const now = {
    history,
    report: { ...report, cells: report.cells.map((each) => ({ ...each, verdict: 'stalled' as const, cause: null })) },
  }
  const diff = diffRuns(died(3500), now)
  expect(diff.settings).toEqual([{ name: 'profile linux sysctls net.ipv4.tcp_retries2 value', before: '5', now: '8' }])
  const text = renderDiff(diff, { columns: 100, colours: false, unicode: true })
  expect(text).toMatch(/^Outcomes\n {2}quick-migration\/\S+: died: .*; now stalled\nStalls\n {2}the same\n/)
  expect(text).toMatch(/\nVersions\n {2}the same\n$/)
})
