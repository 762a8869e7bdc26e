/** What a run may have left behind, by a word in the environment of whatever it started. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { expect } from 'vitest'
import { openCgroupHome } from '../../harness/freeze/cgroup-home.js'

/** What `tell` says of every process that was started, however indirectly, with this word in its environment; a frozen one has its environment too. */
const ofMarked = (mark: string, tell: (folder: string) => string): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      const folder = `/proc/${pid}`
      try {
        return readFileSync(`${folder}/environ`, 'utf8').includes(mark) ? [tell(folder)] : []
      } catch {
        return []
      }
    })

export const marked = (mark: string): string[] =>
  ofMarked(
    mark,
    (folder) =>
      `${folder} ${readFileSync(`${folder}/stat`, 'utf8').split(' ')[2]} ${readFileSync(`${folder}/cmdline`, 'utf8')}`,
  )

/** By their numbers: "4026531840". */
export const networkNamespaces = async (): Promise<string[]> =>
  (await execa('lsns', ['--noheadings', '--type', 'net', '--output', 'NS'])).stdout
    .split('\n')
    .map((each) => each.trim())

const namespaceOf = (folder: string): string => /\d+/.exec(readlinkSync(`${folder}/ns/net`))?.[0] ?? ''
const ours = namespaceOf('/proc/self')
/** Others on this machine may have some of their own. */
export const namespacesOf = (mark: string): string[] => ofMarked(mark, namespaceOf).filter((each) => each !== ours)

const cgroups = await openCgroupHome().then(
  async ({ folder, leave }) => {
    await leave()
    return dirname(folder)
  },
  () => undefined,
)
export const cgroupsOfRuns = (): string[] =>
  cgroups === undefined ? [] : readdirSync(cgroups).filter((name) => name.startsWith('outlive-'))

export const eventually = async (what: () => Promise<unknown> | unknown, wanted: unknown): Promise<void> => {
  const end = Date.now() + 8000
  for (;;) {
    const seen = await what()
    if (JSON.stringify(seen) === JSON.stringify(wanted) || Date.now() > end) return expect(seen).toEqual(wanted)
    await sleep(100)
  }
}
