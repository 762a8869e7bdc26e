/** Judges a record and shows the report: after a run, and ever again. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failsOn } from '../agreement.js'
import { UsageError } from '../errors.js'
import type { HistoryEvent } from '../history.js'
import { judge } from '../judge/judge.js'
import { isPacked, readPacked } from '../record/pack.js'
import { mergeRepetitions, repetitionsIn } from '../record/repetitions.js'
import { readHistory } from '../record.js'
import { type ReporterName, reporters } from '../report/index.js'
import type { ReportContext, Reporter } from '../report/reporter.js'
import { type Report, reportSchema } from '../result.js'
import type { Strictness } from './exit-status.js'
import { defaultOutputs, type ReporterOptions } from './options.js'
import { lookFor, type Output, put } from './outputs.js'

/** A record, or the folder of a scenario that was played several times. @throws UsageError when there is none that can be judged */
export const judgeRecord = (record: string): Judged => {
  const [first, ...others] = repetitionsIn(record).map((each) => judgeHistory(each).report)
  return first === undefined ? judgeHistory(record) : { report: mergeRepetitions([first, ...others]) }
}

/** @throws UsageError when the folder has no history that can be judged */
export const judgeHistory = (recordDir: string): Required<Judged> => {
  const history = readHistory(recordDir)
  // What is shown of a record, whoever wrote it, is what the schema says.
  return { history, report: orDamaged(recordDir, () => reportSchema.parse(judge(history))) }
}

/** What is made of a record that may be damaged, or somebody else's. @throws UsageError where nothing can be made of it */
export const orDamaged = <Made>(record: string, make: () => Made): Made => {
  try {
    return make()
  } catch (error) {
    throw new UsageError(`${record}: this is no record that can be judged: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

export interface Judged {
  /** Of one run; several have no history in common. */
  readonly history?: readonly HistoryEvent[]
  readonly report: Report
}

const reportFile = 'report.json'

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

/** What reporters say while a run goes on. */
export interface Streams {
  readonly hear: (event: HistoryEvent) => void
  /** Whether that goes to stdout. */
  readonly onStdout: boolean
  /** Where they have said something. */
  readonly opened: ReadonlySet<Output<ReporterName>>
}

export const openStreams = (outputs: readonly Output<ReporterName>[] = []): Streams => {
  const opened = new Set<Output<ReporterName>>()
  return {
    opened,
    onStdout: outputs.some(
      ({ name, file }) => file === undefined && (reporters[name] as Reporter).during !== undefined,
    ),
    hear(event) {
      for (const output of outputs) {
        const { during }: Reporter = reporters[output.name]
        if (during === undefined) continue
        put(output, during(event), opened.has(output))
        opened.add(output)
      }
    },
  }
}

/** @param streamed where what a reporter says of a run's events was said already */
export const show = (
  { history, report }: Judged,
  record: string,
  options: ReporterOptions & Strictness,
  streamed: Streams['opened'] = new Set(),
): void => {
  const context = { record, ...(options.verbose && history && { history }) }
  const { reporter: outputs = defaultOutputs } = options
  const before = openStreams(outputs.filter((output) => !streamed.has(output)))
  for (const event of history ?? []) before.hear(event)
  showReport(report, options, context, new Set([...streamed, ...before.opened]))
}

export const showReport = (
  report: Report,
  { reporter = defaultOutputs, failOn }: ReporterOptions & Strictness,
  more: Omit<ReportContext, 'look' | 'fails'> = {},
  opened: Streams['opened'] = new Set(),
): void => {
  for (const output of reporter) {
    const look = lookFor(output)
    put(output, reporters[output.name].render(report, { look, fails: failsOn(failOn), ...more }), opened.has(output))
  }
}
