/** What `outlive tune` found, kept beside the records of its rounds. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { fileWithin } from '../record/files.js'
import { type Tune, tuneSchema } from './result.js'

const tuneFile = 'tune.json'
const fileIn = (folder: string): string => join(folder, tuneFile)

export const keepTune = (folder: string, tune: Tune): void => writeFileSync(fileIn(folder), `${JSON.stringify(tune)}\n`)

export const isTuneRecord = (folder: string): boolean => existsSync(fileIn(folder))

/** @throws UsageError where it is damaged, or of another version */
export const readTune = (folder: string): Tune => {
  try {
    return tuneSchema.parse(JSON.parse(readFileSync(fileWithin(folder, tuneFile), 'utf8')))
  } catch (error) {
    throw new UsageError(`${fileIn(folder)} is nothing that this outlive reads: it is damaged, or of another version`, {
      cause: error,
    })
  }
}
