/** The record is the folder of one run. Everything that is shown is derived from its history. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from './errors.js'
import { type HistoryEvent, historyVersion } from './history.js'
import { fileWithin, historyFile, repetitionsIn } from './record/files.js'
import { isPacked, readPacked } from './record/pack.js'

export { historyFile, outputFolder, reportFile } from './record/files.js'

/** `mkdir -p`. Node's own goes round for ever (20) where a file system makes no folders, as in /proc. @throws Error from the file system */
export const makeFolder = (path: string): void => {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

/**
 * The history of a record, as far as it was written: the last line of a run that was killed may be cut short, and is left out.
 * @throws UsageError when there is none, when it is damaged, or of a newer format than this one
 */
export const readHistory = (recordDir: string): HistoryEvent[] => {
  const file = join(recordDir, historyFile)
  const lines = linesOf(recordFile(recordDir, historyFile))
  const history = lines.flatMap((line, index) => {
    try {
      return [JSON.parse(line) as HistoryEvent]
    } catch {
      if (index === lines.length - 1) return []
      throw new UsageError(`${file}:${index + 1}: not a line of JSON: this history is damaged`)
    }
  })
  refuseNewer(file, history[0])
  return history
}

const refuseNewer = (file: string, first: HistoryEvent | undefined): void => {
  if (first?.type !== 'run-started' || first.version <= historyVersion) return
  throw new UsageError(
    `${file} is a record of version ${first.version}, written by outlive ${first.environment?.outlive}; this outlive reads versions up to ${historyVersion}: use that one, or a newer one`,
  )
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

const missing = (record: string, file: string): string => {
  const [first, ...others] = repetitionsIn(record)
  return first === undefined
    ? `${file} does not exist: is its folder the record of a run?`
    : `${record} has the records of ${others.length + 1} runs; which one? Expected one like ${first}`
}

/** What one file of a record, be that a folder or packed, has in it. @throws UsageError when it cannot be read */
export const recordFile = (record: string, name: string): string => {
  if (isPacked(record)) return readPacked(record, name)
  const file = join(record, name)
  try {
    return readFileSync(fileWithin(record, name), 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw new UsageError(code === 'ENOENT' ? missing(record, file) : message)
  }
}
