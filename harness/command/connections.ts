/** The TCP connections of a program with the VM, as its kernel shows them now. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SampledSocket } from '../../src/history.js'
import { readSocket } from '../evidence/ss.js'
import { socketsOf } from './listening.js'

export interface Connection {
  readonly localPort: number
  /** What came and what was acknowledged since it was made. */
  readonly movedBytes: number
  /** How long ago the VM was last heard on it, by data or by an acknowledgement of data, ms. */
  readonly heardAgoMs: number
}

/** @param pids the program with all that it has started */
export const connectionsOf = async (pids: readonly number[], vm: string): Promise<readonly Connection[]> => {
  const { lines, lookedMs } = await look()
  const mine = new Set(pids.flatMap((pid) => [...socketsOf(pid)]))
  return lines.flatMap((line) => {
    const socket = line.includes(vm) ? readSocket(line) : undefined
    const [, inode = ''] = /\bino:(\d+)/.exec(line) ?? []
    if (socket === undefined || isDialling(socket) || !socket.peer.startsWith(`${vm}:`) || !mine.has(inode)) return []
    // What is 0 is left out.
    const { bytes_received: received = 0, bytes_acked: acked = 0, lastrcv = 0, lastack = 0 } = socket.info
    return [
      {
        localPort: socket.localPort,
        // The connection's own beginning counts as a byte that was acknowledged.
        movedBytes: Number(received) + Math.max(0, Number(acked) - 1),
        heardAgoMs: Math.min(Number(lastrcv), Number(lastack)) + performance.now() - lookedMs,
      },
    ]
  })
}

/** One that is half closed still carries the other direction. */
const isDialling = ({ state }: SampledSocket): boolean => state === 'SYN-SENT'

interface Look {
  readonly lines: readonly string[]
  readonly lookedMs: number
}

/** Sessions that look at about the same time share what they see: each look is a process. */
const sharedMs = 50
let last: { readonly sinceMs: number; readonly look: Promise<Look> } | undefined

const look = (): Promise<Look> => {
  if (last === undefined || performance.now() - last.sinceMs > sharedMs) {
    last = { sinceMs: performance.now(), look: runSs() }
  }
  return last.look
}

const run = promisify(execFile)

const runSs = async (): Promise<Look> => {
  const { stdout } = await run('ss', ['-tineHO'], { maxBuffer: 2 ** 26 })
  return { lines: stdout.split('\n'), lookedMs: performance.now() }
}
