/** Whether the machine has room for a scenario's crowds; looked at before anything starts. */
import { readFileSync } from 'node:fs'
import type { Cell } from '../src/cell.js'
import { EnvironmentError } from '../src/errors.js'
import { mostOpenFiles } from './open-files.js'

export interface Room {
  /** Memory that is to be had. */
  readonly bytes: number
  /** Files that one process, and all together, may have open. */
  readonly filesOfOne: number
  readonly filesOfAll: number
}

/** Of a session of a crowd: at its client, in the VM, and in the kernel on both sides (`npm run bench -- size`), rounded up. */
const bytesEach = 72 * 1024
/** A descriptor at its client and one in the VM. */
const filesEach = 2
const fewestFiles = 1024

/** Nothing where all is well. */
export const roomError = (cells: readonly Pick<Cell, 'count'>[], room = roomHere()): EnvironmentError | undefined => {
  const count = cells.reduce((sum, cell) => sum + (cell.count ?? 0), 0)
  if (count === 0) return undefined
  const what = `The scenario's crowds are ${said(count)} sessions`
  const most = Math.floor(room.bytes / bytesEach)
  if (count > most) {
    return new EnvironmentError(
      `${what}, which take about ${gibibytes(count * bytesEach)} of memory; ${gibibytes(room.bytes)} are free`,
      `give the crowds a \`count\` of at most ${said(most)} together, or free some memory`,
    )
  }
  if (room.filesOfOne < fewestFiles) {
    return new EnvironmentError(
      `${what}; one process may have only ${room.filesOfOne} files open here`,
      `raise the hard limit: ulimit -Hn ${fewestFiles}, as root; 20000 are better`,
    )
  }
  if (count * filesEach > room.filesOfAll) {
    return new EnvironmentError(
      `${what}, which take ${said(count * filesEach)} open files; the machine has ${said(room.filesOfAll)} left`,
      `raise it: sysctl -w fs.file-max=${count * filesEach * 2}, as root`,
    )
  }
  return undefined
}

const roomHere = (): Room => {
  const [, available = '0'] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? []
  const [open = 0, , most = 0] = readFileSync('/proc/sys/fs/file-nr', 'utf8').split('\t').map(Number)
  return { bytes: Number(available) * 1024, filesOfOne: mostOpenFiles(), filesOfAll: most - open }
}

const said = (count: number): string => count.toLocaleString('en')
const gibibytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`
