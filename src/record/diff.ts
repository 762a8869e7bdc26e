/** What changed between two runs: outcomes, stalls, settings, versions. */
import type { EventOf, HistoryEvent } from '../history.js'
import type { Report } from '../result.js'
import { type CellReplayed, compareCells } from './replayed.js'

export interface Run {
  readonly history: readonly HistoryEvent[]
  readonly report: Report
}

/** `null` where there is none. */
export interface Changed {
  readonly name: string
  readonly before: string | null
  readonly now: string | null
}

export interface StallChanged {
  readonly id: string
  readonly beforeMs: number
  readonly nowMs: number
}

/** The JSON contract of `outlive diff --json`. */
export interface RunDiff {
  readonly version: 1
  /** Cells whose verdict or cause is another, or that only one of the runs has. */
  readonly outcomes: readonly Omit<CellReplayed, 'agrees'>[]
  /** Of cells whose verdict is the same in both. */
  readonly stalls: readonly StallChanged[]
  readonly settings: readonly Changed[]
  readonly versions: readonly Changed[]
}

/**
 * A stall changed when it is off by more than both. The moment within its rhythm at which a session is frozen moves its retransmissions by up to
 * their first timeout, 0.2 to 0.3 s, and the longer ones in proportion.
 */
const noiseMs = 300
const noiseShare = 0.1

export const diffRuns = (before: Run, now: Run): RunDiff => ({
  version: 1,
  outcomes: compareCells(before.report, now.report)
    .filter(({ agrees }) => !agrees)
    .map(({ agrees: _, ...cell }) => cell),
  stalls: stallsChanged(before.report, now.report),
  settings: changes(settingsOf(before.history), settingsOf(now.history)),
  versions: changes(flat(before.report.environment), flat(now.report.environment)),
})

const stallsChanged = (before: Report, now: Report): StallChanged[] =>
  before.cells.flatMap(({ id, verdict, longestStallMs: beforeMs }) => {
    const same = now.cells.find((cell) => cell.id === id && cell.verdict === verdict)
    if (same === undefined) return []
    const nowMs = same.longestStallMs
    const noise = Math.max(noiseMs, noiseShare * Math.max(beforeMs, nowMs))
    return Math.abs(nowMs - beforeMs) > noise ? [{ id, beforeMs, nowMs }] : []
  })

/** What the run was to be, and what its VMs' kernels said that they were set to. */
const settingsOf = (history: readonly HistoryEvent[]): Map<string, string> => {
  const run = history[0] as EventOf<'run-started'>
  const { engine, topology, unaffectedBelowMs, baselineMs, settleMs, guest, profiles, cells } = run
  return new Map([
    ...flat({ engine, topology, unaffectedBelowMs, baselineMs, settleMs, guest, profile: profiles }),
    ...cells.flatMap(({ id, plan, timers, command }) => [...flat({ plan, timers, command }, id)]),
    ...history.flatMap((event) =>
      event.type === 'vm-kernel' ? [...flat({ [event.vm]: event.sysctls }, 'kernel of VM')] : [],
    ),
  ])
}

/** Every value within, by its path; what is only said of a value for people is no setting. */
const flat = (value: unknown, path = ''): Map<string, string> => {
  if (typeof value !== 'object' || value === null) return new Map(value === undefined ? [] : [[path, String(value)]])
  const within = Object.entries(value).filter(([name]) => !forPeople.has(name))
  return new Map(within.flatMap(([name, each]) => [...flat(each, path === '' ? name : `${path} ${name}`)]))
}
const forPeople = new Set(['source', 'status', 'summary', 'limits', 'because', 'counterpart'])

const changes = (before: Map<string, string>, now: Map<string, string>): Changed[] =>
  [...new Set([...before.keys(), ...now.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? null, now: now.get(name) ?? null }))
    .filter((each) => each.before !== each.now)
