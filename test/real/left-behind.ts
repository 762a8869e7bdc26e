/** What a run may have left behind, by a word in the environment of whatever it started. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** What the kernel keeps for the processes of a run. Others on this machine may have some of their own. */
export interface Owned {
  /** Network namespaces by their numbers: "4026531840". */
  readonly namespaces: readonly string[]
  /** Names of cgroups' folders. */
  readonly cgroups: readonly string[]
}

export const ownedBy = (mark: string): Owned => ({
  namespaces: ofMarked(mark, namespaceOf).filter((each) => each !== ours),
  cgroups: ofMarked(mark, (folder) => /outlive-[\da-f-]{36}/.exec(cgroupsNamedBy(folder))?.[0] ?? '').filter(Boolean),
})

const namespaceOf = (folder: string): string => /\d+/.exec(readlinkSync(`${folder}/ns/net`))?.[0] ?? ''
const ours = namespaceOf('/proc/self')

/** Those that it is in, and the one that its keeper removes. */
const cgroupsNamedBy = (folder: string): string =>
  ['cgroup', 'cmdline'].map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n')

/** Which of it is still there. */
export const stillThere = ({ namespaces, cgroups }: Owned): string[] => {
  const now = [...ofMarked('', namespaceOf), ...(home === undefined ? [] : readdirSync(home))]
  return [...new Set(now)].filter((each) => namespaces.includes(each) || cgroups.includes(each))
}

const home = await openCgroupHome().then(
  async ({ folder, leave }) => {
    await leave()
    return dirname(folder)
  },
  () => undefined,
)

export const eventually = async (what: () => Promise<unknown> | unknown, wanted: unknown): Promise<void> => {
  const end = Date.now() + 8000
  for (;;) {
    const seen = await what()
    if (JSON.stringify(seen) === JSON.stringify(wanted) || Date.now() > end) return expect(seen).toEqual(wanted)
    await sleep(100)
  }
}
