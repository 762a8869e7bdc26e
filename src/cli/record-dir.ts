/** Where the record of a run goes: a new folder each time, so that no run overwrites what another one saw. */
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../errors.js'
import { makeFolder } from '../record.js'

export const records = '.outlive'
export const latest = join(records, 'latest')

/** @param chosen with `--record`; a folder named for the time when left out. @throws UsageError when it cannot be had */
export const newRecordDir = (chosen: string | undefined, now: Date = new Date()): string => {
  try {
    if (chosen === undefined) return timedDir(now)
    makeFolder(chosen)
    if (readdirSync(chosen).length > 0) {
      throw new UsageError(`--record ${chosen}: there is something in it already; expected a new or an empty folder`)
    }
    return chosen
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(
      `the record's folder cannot be made: ${(error as Error).message}; choose another with --record DIR`,
    )
  }
}

/** `.outlive/2026-11-23T04-37-57Z`, and `…Z-2` for a second run in the same second. */
const timedDir = (now: Date): string => {
  mkdirSync(records, { recursive: true })
  const time = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')
  for (let n = 1; ; n += 1) {
    const dir = join(records, n === 1 ? time : `${time}-${n}`)
    try {
      mkdirSync(dir)
      return dir
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Lets `.outlive/latest` show to this record; a record elsewhere is found by its owner. */
export const linkLatest = (recordDir: string): void => {
  if (dirname(recordDir) !== records) return
  const fresh = join(records, `.latest-${process.pid}`)
  try {
    rmSync(fresh, { force: true })
    symlinkSync(basename(recordDir), fresh)
    renameSync(fresh, latest)
  } catch {
    // A file system without links: the record is there all the same.
    rmSync(fresh, { force: true })
  }
}

/** Takes back the folder of a run that never started. */
export const dropIfEmpty = (recordDir: string): void => {
  try {
    rmdirSync(recordDir)
  } catch {
    // It has something in it, and that is to be kept.
  }
}
