import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import type { Report } from '../../src/result.js'
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
import { emptyFolder, outlive } from './outlive.js'

const cell = cellOf({ phases: [blackoutOf(3000)], outcome: 'moved' })
const diedRun = [
  runStarted([cell]),
  connected(cell, 100),
  exchanges(cell, 200, startMs),
  ...blackoutPlayed(cell, startMs, startMs + 3000),
  failed(cell, startMs, startMs + 3500, 'ECONNRESET'),
  gaveUp(cell, startMs + 3500),
  ...endOf(cell, false),
  runEnded,
]

const recordOf = (history: readonly HistoryEvent[], report?: Report): string => {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'record'))
  writeFileSync(join(folder, 'record/history.jsonl'), history.map((event) => `${JSON.stringify(event)}\n`).join(''))
  if (report !== undefined) writeFileSync(join(folder, 'record/report.json'), JSON.stringify(report))
  return folder
}
const judgeOnly = ['replay', 'record', '--judge-only']

test('judged by the same rules, everything is as before', async () => {
  const { stdout, exitCode } = await outlive(judgeOnly, { cwd: recordOf(diedRun, judge(diedRun)) })
  expect(stdout).toMatch(/^judged again: 1 of 1 session as before$/m)
  expect(exitCode).toBe(0)
})

test('a verdict or a cause that other rules gave is told, with both', async () => {
  const { cells, ...report } = judge(diedRun)
  const before = cells.map((cell) => (cell.verdict === 'died' ? { ...cell, verdict: 'stalled' as const } : cell))
  const { stdout, exitCode } = await outlive(judgeOnly, { cwd: recordOf(diedRun, { ...report, cells: before }) })
  expect(stdout).toMatch(/^✗ \S+ +stalled: .*; now died: /m)
  expect(stdout).toMatch(/^judged again: 0 of 1 session as before$/m)
  expect(exitCode).toBe(1)
})

test('what was frozen at another offset within its exchange is told as that, not as a difference', async () => {
  // Here the exchange was under way for 3 ms at the freeze; the record's began at it.
  const midExchange = diedRun.map((event) => (event.type === 'failed' ? { ...event, startedMs: startMs - 3 } : event))
  const { cells, ...report } = judge(diedRun)
  const before = cells.map((cell) => (cell.verdict === 'died' ? { ...cell, verdict: 'stalled' as const } : cell))
  const { stdout, exitCode } = await outlive(judgeOnly, { cwd: recordOf(midExchange, { ...report, cells: before }) })
  expect(stdout).toMatch(
    /^! \S+ +stalled: .*; now died: .* \(frozen between two exchanges; now in the midst of one\)$/m,
  )
  expect(stdout).toMatch(/^judged again: 0 of 1 session as before; 1 cannot be compared: frozen at another offset/m)
  expect(exitCode).toBe(3)
})

test('says what cannot be compared, or not be played again', async () => {
  const cwd = recordOf(diedRun)
  const [noReport, old] = await Promise.all([outlive(judgeOnly, { cwd }), outlive(['replay', 'record'], { cwd })])
  expect(noReport.stderr).toContain('report.json does not exist: the run was cut off before it was judged')
  expect(old.stderr).toContain('did not keep all that is needed to play it again')
  expect([noReport.exitCode, old.exitCode]).toEqual([2, 2])
})

test('plays a record again without the file that it came from', async () => {
  const cwd = emptyFolder()
  writeFileSync(
    join(cwd, 'small.yaml'),
    'name: small\npresets: [{ name: pause, with: { stunMs: 100 } }]\nmemory: [1 MiB]\nsessions: [echo]\nprofiles: [linux]\nbaseline: 1 s\n',
  )
  const quiet = ['--quiet', '--record']
  const run = await outlive(['run', 'small.yaml', '--engine', 'loopback', '--reporter', 'none', ...quiet, 'one'], {
    cwd,
  })
  rmSync(join(cwd, 'small.yaml'))
  const { stdout, stderr, exitCode } = await outlive(['replay', 'one', ...quiet, 'two'], { cwd })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^played again: \d of 2 sessions as before$/m)
  // On a busy machine a pause may not be the planned one, and then nothing is said of its session.
  expect(exitCode).toBe(stdout.includes('inconclusive') ? exitCode : run.exitCode)
  const [one, two] = ['one', 'two'].map((record) => {
    const [first = ''] = readFileSync(join(cwd, record, 'history.jsonl'), 'utf8').split('\n')
    return { ...JSON.parse(first), wallClock: '', atMs: 0 }
  })
  expect(two).toEqual(one)
})

test('diff tells what changed between two records, as text and as JSON', async () => {
  const [one, two] = [
    recordOf(diedRun),
    recordOf(diedRun.map((event) => ('engine' in event ? { ...event, baselineMs: 1000 } : event))),
  ]
  const records = [join(one, 'record'), join(two, 'record')]
  const [text, json] = await Promise.all([outlive(['diff', ...records]), outlive(['diff', ...records, '--json'])])
  expect(text.stdout).toBe(
    'Outcomes\n  the same\nStalls\n  the same\nSettings\n  baselineMs: 3000; now 1000\nVersions\n  the same',
  )
  expect(JSON.parse(json.stdout)).toMatchObject({
    version: 1,
    settings: [{ name: 'baselineMs', before: '3000', now: '1000' }],
  })
  expect([text.exitCode, json.exitCode]).toEqual([0, 0])
})
