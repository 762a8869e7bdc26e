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
  /** Of the run, or of each that the report was put together from. */
  readonly histories?: readonly (readonly HistoryEvent[])[] | undefined
}

export interface TuneToShow {
  readonly label: string
  readonly tune: Tune
}

export const pageDataOf = (runs: readonly RunToShow[], tunes: readonly TuneToShow[]): PageData => {
  // What was played several times has no one outcome to be compared.
  const [first, ...others] = runs.filter(({ report }) => report.shares === undefined)
  return {
    version: 1,
    runs: runs.map(({ label, report, histories }) => pageRun(label, report, histories)),
    comparisons: first === undefined ? [] : others.map((other) => comparison(first, other)),
    tunes: tunes.map(({ label, tune }) => pageTune(label, tune)),
  }
}

/** Two scenarios that have nothing in common differ in everything. */
const mostSettings = 60

const comparison = (before: RunToShow, now: RunToShow): Comparison => {
  const both = { before: before.label, now: now.label, cells: compareCells(before.report, now.report) }
  // Of what was put together from several only the outcomes are compared.
  const [[was, ...more] = [], [is, ...others] = []] = [before.histories, now.histories]
  if (was === undefined || is === undefined || more.length + others.length > 0) {
    return { ...both, stalls: [], settings: { items: [], of: 0 }, versions: [] }
  }
  const { stalls, settings, versions } = diffRuns(
    { report: before.report, history: was },
    { report: now.report, history: is },
  )
  return { ...both, stalls, settings: bounded(settings, mostSettings), versions }
}
