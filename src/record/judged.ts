/** Records, judged: after a run, and ever again. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { judge } from '../judge/judge.js'
import { readHistory, reportFile } from '../record.js'
import { type Report, reportSchema } from '../result.js'
import type { Run } from './diff.js'
import { fileWithin, repetitionsIn } from './files.js'
import { isPacked, readPacked } from './pack.js'
import { mergeRepetitions, numberedIn, type Runs } from './repetitions.js'

/** A record, or the folder of a scenario that was played several times. @throws UsageError when there is none that can be judged */
export const judgeRecord = (record: string): Runs => {
  const records = repetitionsIn(record)
  const [first, ...others] = records.map((each) => judgeHistory(each).report)
  return first === undefined ? asOne(judgeHistory(record)) : asSeveral(records, [first, ...others])
}

/** What was played several times. @param records of them, in the order of their reports */
export const asSeveral = (records: readonly string[], reports: readonly [Report, ...Report[]]): Runs => ({
  report: mergeRepetitions(reports),
  histories: () => records.map((each, index) => readHistory(each).map((event) => numberedIn(event, index))),
})

/** A run by itself. */
export const asOne = ({ history, report }: Run): Runs => ({ report, histories: () => [history] })

/** @throws UsageError when the folder has no history that can be judged */
export const judgeHistory = (recordDir: string): Run => {
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

/** @throws Error from the file system; then there is none, rather than half of one */
export const keepReport = (recordDir: string, report: Report): void => {
  const file = join(recordDir, reportFile)
  try {
    writeFileSync(file, `${JSON.stringify(report)}\n`)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
}

/** What was said of a run when it had ended. @throws UsageError when nothing was, or nothing that can be read */
export const keptReport = (recordDir: string): Report => {
  const file = join(recordDir, reportFile)
  try {
    const text = isPacked(recordDir)
      ? readPacked(recordDir, reportFile)
      : readFileSync(fileWithin(recordDir, reportFile), 'utf8')
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
