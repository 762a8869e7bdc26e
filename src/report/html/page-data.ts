/** All that a page shows: one run, or several beside each other, and curves. */

import type { HistoryEvent } from '../../history.js'
import { diffRuns } from '../../record/diff.js'
import { compareCells } from '../../record/replayed.js'
import type { Report } from '../../result.js'
import type { Tune } from '../../tune/result.js'
import { bounded } from './bounded.js'
import type { Comparison, PageData } from './data.js'
import { pageRun } from './run.js'
import { pageTune } from './tune.js'

export interface RunToShow {
  readonly label: string
  readonly report: Report
  readonly history?: readonly HistoryEvent[] | undefined
  /** Of a report of several, in its place. */
  readonly shards?: readonly (readonly HistoryEvent[])[] | undefined
}

export interface TuneToShow {
  readonly label: string
  readonly tune: Tune
}

export const pageDataOf = (runs: readonly RunToShow[], tunes: readonly TuneToShow[]): PageData => {
  const [first, ...others] = runs
  return {
    version: 1,
    runs: runs.map(({ label, report, history, shards = history && [history] }) => pageRun(label, report, shards ?? [])),
    comparisons: first === undefined ? [] : others.map((other) => comparison(first, other)),
    tunes: tunes.map(({ label, tune }) => pageTune(label, tune)),
  }
}

/** Two scenarios that have nothing in common differ in everything. */
const mostSettings = 60

const comparison = (before: RunToShow, now: RunToShow): Comparison => {
  const both = { before: before.label, now: now.label, cells: compareCells(before.report, now.report) }
  if (before.history === undefined || now.history === undefined) {
    return { ...both, stalls: [], settings: { items: [], of: 0 }, versions: [] }
  }
  const { stalls, settings, versions } = diffRuns(
    { report: before.report, history: before.history },
    { report: now.report, history: now.history },
  )
  return { ...both, stalls, settings: bounded(settings, mostSettings), versions }
}
