/** What processes take, from /proc. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Usage } from '../src/crowd-event.js'

/** Those that have ended take nothing. */
export const usageOf = (pids: readonly number[]): Usage => {
  const each = pids.flatMap((pid) => {
    try {
      return [{ bytes: residentBytes(pid), cpuMs: cpuMs(pid) }]
    } catch {
      return []
    }
  })
  return {
    processes: each.length,
    bytes: each.reduce((sum, { bytes }) => sum + bytes, 0),
    cpuMs: each.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  }
}

const residentBytes = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes()

/** `utime` and `stime`, the 14th and 15th field; the second may have spaces in it (proc(5)). */
const cpuMs = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerS()
}

const asked = new Map<string, number>()
const getconf = (name: string): number => {
  const known = asked.get(name) ?? Number(execFileSync('getconf', [name], { encoding: 'utf8' }))
  asked.set(name, known)
  return known
}
const pageBytes = (): number => getconf('PAGESIZE')
const ticksPerS = (): number => getconf('CLK_TCK')
