/** A record as one file, to be sent and kept: a gzipped tar, which plain `tar` reads too. It is read as it is; nothing is unpacked. */
import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { create, list } from 'tar'
import { UsageError } from '../errors.js'

/** A history is in memory while it is judged; more than this is no record of ours. */
const mostBytes = 1024 ** 3

/** @throws Error from the file system */
export const pack = (recordDir: string, file: string): void => {
  const folder = resolve(recordDir)
  create({ gzip: true, portable: true, sync: true, file, cwd: dirname(folder) }, [basename(folder)])
}

export const isPacked = (record: string): boolean => statSync(record, { throwIfNoEntry: false })?.isFile() === true

/** What one file of a packed record has in it. @throws UsageError when there is none, or the archive is damaged */
export const readPacked = (record: string, name: string): string => {
  let found: Buffer[] | undefined
  try {
    list({
      file: record,
      sync: true,
      strict: true,
      onReadEntry(entry) {
        // `folder/history.jsonl`: a record within another is none of its own.
        const isIt = entry.type === 'File' && new RegExp(`^(\\./)?([^/]+/)?${name}$`).test(entry.path)
        if (!isIt || found !== undefined) return entry.resume()
        if (entry.size > mostBytes) throw new UsageError(`${record}: its ${name} is bigger than 1 GiB`)
        const parts: Buffer[] = []
        found = parts
        entry.on('data', (part: Buffer) => parts.push(part))
      },
    })
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${record}: no packed record: ${(error as Error).message}`)
  }
  if (found === undefined)
    throw new UsageError(`${join(record, name)} does not exist: is it the packed record of a run?`)
  return Buffer.concat(found).toString('utf8')
}
