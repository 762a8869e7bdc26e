/** Judges a record and shows the report: after a run, and ever again. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import type { HistoryEvent } from '../history.js'
import { judge } from '../judge/judge.js'
import { readHistory } from '../record.js'
import { reporters } from '../report/index.js'
import type { Report } from '../result.js'
import { defaultOutputs, type ReporterOptions } from './options.js'
import { write } from './outputs.js'

/** @throws UsageError when the folder has no history that can be judged */
export const judgeHistory = (recordDir: string): Judged => {
  const history = readHistory(recordDir)
  try {
    return { history, report: judge(history) }
  } catch (error) {
    throw new UsageError(`${recordDir}: this is no record that can be judged: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

export interface Judged {
  readonly history: readonly HistoryEvent[]
  readonly report: Report
}

export const keepReport = (recordDir: string, report: Report): void =>
  writeFileSync(join(recordDir, 'report.json'), `${JSON.stringify(report)}\n`)

export const show = (
  { history, report }: Judged,
  record: string,
  { reporter = defaultOutputs, verbose = false }: ReporterOptions,
): void =>
  write(reporter, (name, look) => reporters[name].render(report, { look, record, ...(verbose && { history }) }))
