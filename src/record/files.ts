/** What a record's files are called. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

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
