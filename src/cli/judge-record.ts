/** Judges a record and shows the report: after a run, and ever again. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failsOn } from '../agreement.js'
import { UsageError } from '../errors.js'
import type { HistoryEvent } from '../history.js'
import { judge } from '../judge/judge.js'
import { isPacked, readPacked } from '../record/pack.js'
import { readHistory, reportFile } from '../record.js'
import { reporters } from '../report/index.js'
import type { ReportContext } from '../report/reporter.js'
import { type Report, reportSchema } from '../result.js'
import type { Strictness } from './exit-status.js'
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
  writeFileSync(join(recordDir, reportFile), `${JSON.stringify(report)}\n`)

/** What was said of a run when it had ended. @throws UsageError when nothing was, or nothing that can be read */
export const keptReport = (recordDir: string): Report => {
  const file = join(recordDir, reportFile)
  try {
    const text = isPacked(recordDir) ? readPacked(recordDir, reportFile) : readFileSync(file, 'utf8')
    return reportSchema.parse(JSON.parse(text))
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(
      isMissing
        ? `${file} does not exist: the run was cut off before it was judged; \`outlive report ${recordDir}\` judges it`
        : `${file} is no report that this outlive reads: it is damaged, or of another version`,
      { cause: error },
    )
  }
}

export const show = ({ history, report }: Judged, record: string, options: ReporterOptions & Strictness): void =>
  showReport(report, options, { record, ...(options.verbose && { history }) })

export const showReport = (
  report: Report,
  { reporter = defaultOutputs, failOn }: ReporterOptions & Strictness,
  more: Omit<ReportContext, 'look' | 'fails'> = {},
): void => write(reporter, (name, look) => reporters[name].render(report, { look, fails: failsOn(failOn), ...more }))
