/** What a record's files are called. */
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../errors.js'

export const historyFile = 'history.jsonl'
/** What was said of a run when it had ended. */
export const reportFile = 'report.json'
/** What somebody's own programs printed, a file each. */
export const outputFolder = 'output'

/** A scenario that was played several times is a folder with a record for each. @param number from 1 on */
export const repetitionFolder = (folder: string, number: number): string => join(folder, `repeat-${number}`)

/** The records of all repetitions, first to last; empty for what is no such folder. One that broke before it began left none. */
export const repetitionsIn = (folder: string): readonly string[] => {
  const found: string[] = []
  const next = (): string => repetitionFolder(folder, found.length + 1)
  while (existsSync(join(next(), historyFile))) found.push(next())
  return found
}

/**
 * A file of a record that is a folder. Somebody else's may have a link in its place.
 * @throws UsageError where it leads elsewhere; Error from the file system where it does not exist
 */
export const fileWithin = (record: string, name: string): string => {
  const file = realpathSync(join(record, name))
  if (dirname(file) === realpathSync(record)) return file
  throw new UsageError(`${join(record, name)} leads to ${file}, which is no part of this record: it is not read`)
}
