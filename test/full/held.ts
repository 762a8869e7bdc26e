/** What all processes of a run hold together, by a word in their environment. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface Held {
  /** By the time of day, ms. */
  readonly at: number
  /** There is a VM, so the run is past its beginning and not at its end. */
  readonly isMoving: boolean
  readonly mebibytes: number
  /** The same by process: a VM, a client machine, whoever else, by what each was started with; those that are not Node's together. */
  readonly of: ReadonlyMap<string, number>
  readonly descriptors: number
  /** Networks of their own. */
  readonly namespaces: number
  /** Those that stay; `ss` and the like come and go. */
  readonly processes: number
}

const pagesPerMiB = 256

export const heldBy = (mark: string): Held => {
  const all = readdirSync('/proc').flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)) return []
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return [
        {
          pid,
          command,
          pages: Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]),
          descriptors: readdirSync(`/proc/${pid}/fd`).length,
          namespace: readlinkSync(`/proc/${pid}/ns/net`),
        },
      ]
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
  const ours = all.filter(({ command }) => command.includes('node'))
  const others = all.filter((each) => !ours.includes(each))
  const sum = (numbers: readonly number[]): number => numbers.reduce((so, each) => so + each, 0)
  return {
    at: Date.now(),
    isMoving: ours.filter(({ command }) => command.includes('vm/main.js')).length >= 2,
    of: new Map([
      ...ours.map(({ pid, command, pages }) => [`${nameOf(command)} ${pid}`, pages / pagesPerMiB] as const),
      ['ip, bridge, ss …', sum(others.map(({ pages }) => pages)) / pagesPerMiB],
    ]),
    mebibytes: sum(all.map(({ pages }) => pages)) / pagesPerMiB,
    descriptors: sum(ours.map(({ descriptors }) => descriptors)),
    namespaces: new Set(all.map(({ namespace }) => namespace)).size,
    processes: ours.length,
  }
}

/** The file that a process of Node runs, by its folder. */
const nameOf = (command: string): string => /(?<name>[\w-]+\/[\w-]+)\.js/.exec(command)?.groups?.name ?? 'node'
