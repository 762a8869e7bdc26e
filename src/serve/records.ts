/** Which records there are, looked up anew each time: runs end while the list is open. */
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Verdict, verdicts } from '../cell.js'
import { UsageError } from '../errors.js'
import type { EventOf } from '../history.js'
import { fileWithin, repetitionFolder, repetitionsIn } from '../record/files.js'
import { keptReport } from '../record/judged.js'
import { isPacked } from '../record/pack.js'
import { historyFile, recordFile, reportFile } from '../record.js'
import type { Report } from '../result.js'
import { isTuneRecord, readTune } from '../tune/record.js'

export interface Listed {
  /** What it is called in addresses. */
  readonly id: string
  /** Where it lies. */
  readonly path: string
}

export interface RecordSummary {
  readonly id: string
  readonly name: string
  /** A run can be played again; what was put together of several can only be read. */
  readonly kind: RecordKind
  /** When it began, as the history says it; `null` where that cannot be read. */
  readonly wallClock: string | null
  /** Sessions by verdict; `null` for a run that was broken off, or goes on. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>> | null
}

export type RecordKind = 'run' | 'repeated' | 'tune'

/** Those that were named, or else all in the folder where runs put theirs. @throws UsageError when one that was named is no record */
export const recordsAt = (named: readonly string[], folder: string): (() => readonly Listed[]) => {
  const meant = (path: string): string[] => (isPacked(path) ? [path] : recordsWithin(path))
  const none = named.find((path) => meant(path).length === 0)
  if (none !== undefined) throw new UsageError(`${none} is no record of a run: there is no ${historyFile} in it`)
  return () => withIds(named.length > 0 ? named.flatMap(meant) : recordsIn(folder))
}

/** Newest first; the link to the newest is none of its own. */
const recordsIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => !lstatSync(path).isSymbolicLink())
      .sort((a, b) => (a < b ? 1 : -1))
      .flatMap(recordsWithin)
  } catch {
    // Nothing was run here yet.
    return []
  }
}

/** Itself; and those in it, where it was played several times, or played by `outlive tune`. */
const recordsWithin = (path: string): string[] => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile()) return /\.(tgz|tar\.gz)$/.test(path) ? [path] : []
  if (!stats?.isDirectory()) return []
  if (isRun(path)) return [path]
  const within = readdirSync(path)
    .map((name) => join(path, name))
    .filter(isRun)
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  return kindOf(path) === 'run' ? within : [path, ...within]
}

const isRun = (path: string): boolean => existsSync(join(path, historyFile))

const kindOf = (path: string): RecordKind =>
  isTuneRecord(path) ? 'tune' : repetitionsIn(path).length > 0 ? 'repeated' : 'run'

const withIds = (paths: readonly string[]): Listed[] => {
  const taken = new Set<string>()
  return paths.map((path) => {
    const name = nameOf(path)
    let id = name
    for (let n = 2; taken.has(id); n += 1) id = `${name}-${n}`
    taken.add(id)
    return { id, path }
  })
}

/** `TIME`, or `TIME/repeat-2`. */
const nameOf = (path: string): string => {
  const name = basename(path) || path
  return /^(repeat|round)-\d+$/.test(name) ? join(basename(dirname(path)), name) : name
}

/** Reading a summary takes a while of a packed record: it is kept as long as its files stay the same. */
const summaries = new Map<string, RecordSummary>()

export const summaryOf = (record: Listed): RecordSummary => {
  const key = [record.id, record.path, ...[historyFile, reportFile].map((name) => stampOf(record.path, name))].join(
    '\n',
  )
  const known = summaries.get(key)
  if (known !== undefined) return known
  const summary = readSummary(record)
  summaries.set(key, summary)
  return summary
}

const stampOf = (path: string, name: string): string => {
  const stats = statSync(isPacked(path) ? path : join(path, name), { throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`
}

const readSummary = ({ id, path }: Listed): RecordSummary => {
  const kind = kindOf(path)
  const started = beginningOf(kind === 'repeated' ? repetitionFolder(path, 1) : path)
  const report = reportOf(path)
  return {
    id,
    name: (kind === 'tune' ? tuneName(path) : undefined) ?? started?.name ?? report?.name ?? id,
    kind,
    wallClock: started?.wallClock ?? null,
    verdicts: report === undefined ? null : countsOf(report),
  }
}

const tuneName = (path: string): string | undefined => {
  try {
    return readTune(path).name
  } catch {
    return undefined
  }
}

/** What a history begins with; `undefined` where that cannot be read. A history may be long, and only its first line is wanted. */
const beginningOf = (path: string): EventOf<'run-started'> | undefined => {
  try {
    const text = isPacked(path) ? recordFile(path, historyFile) : firstLine(fileWithin(path, historyFile))
    const [line = ''] = text.split('\n', 1)
    const first = JSON.parse(line)
    return first.type === 'run-started' ? first : undefined
  } catch {
    return undefined
  }
}

const chunkBytes = 64 * 1024

const firstLine = (file: string): string => {
  const descriptor = openSync(file, 'r')
  try {
    const chunks: Buffer[] = []
    for (;;) {
      const chunk = Buffer.alloc(chunkBytes)
      const length = readSync(descriptor, chunk)
      chunks.push(chunk.subarray(0, length))
      if (length === 0 || chunk.subarray(0, length).includes('\n')) return Buffer.concat(chunks).toString('utf8')
    }
  } finally {
    closeSync(descriptor)
  }
}

/** What was said of a record when it had ended; `undefined` where nothing was, or nothing that can be read. */
export const reportOf = (path: string): Report | undefined => {
  try {
    return keptReport(path)
  } catch {
    return undefined
  }
}

const countsOf = ({ cells }: Report): Partial<Record<Verdict, number>> =>
  Object.fromEntries(
    verdicts
      .map((verdict) => [verdict, cells.filter((cell) => cell.verdict === verdict).length] as const)
      .filter(([, count]) => count > 0),
  )
