/** Processes of a run, seen from outside. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Seen {
  readonly pid: number
  readonly command: string
  /** In so many PID namespaces is it, the test's own not counted. */
  readonly depth: number
}

const read = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
const namespaces = (pid: string): number =>
  /^NSpid:(.*)$/m.exec(read(pid, 'status'))?.[1]?.trim().split(/\s+/).length ?? 0

/** Our descendants, at this moment. */
export const descendants = (): Seen[] => {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parents = new Map(all.map((pid) => [pid, / (\d+)/.exec(read(pid, 'stat').replace(/^.*\) \S/s, ''))?.[1]]))
  const isOurs = (pid: string | undefined): boolean =>
    pid !== undefined && (parents.get(pid) === `${process.pid}` || isOurs(parents.get(pid)))
  const own = namespaces(`${process.pid}`)
  return all
    .filter(isOurs)
    .map((pid) => ({ pid: Number(pid), command: read(pid, 'cmdline'), depth: namespaces(pid) - own }))
}
