/** The TCP connections of a program with the VM, as its kernel shows them now. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { readSocket } from '../evidence/ss.js'
import { socketsOf } from './listening.js'

export interface Connection {
  readonly localPort: number
  /** What came and what was acknowledged since it was made. */
  readonly movedBytes: number
  /** How long ago the VM was last heard on it, by data or by an acknowledgement of data, ms. */
  readonly heardAgoMs: number
}

const run = promisify(execFile)

/** @param pids the program with all that it has started */
export const connectionsOf = async (pids: readonly number[], vm: string): Promise<readonly Connection[]> => {
  const { stdout } = await run('ss', ['-tineHO', 'dst', vm])
  const mine = new Set(pids.flatMap((pid) => [...socketsOf(pid)]))
  return stdout.split('\n').flatMap((line) => {
    const socket = readSocket(line)
    const [, inode = ''] = /\bino:(\d+)/.exec(line) ?? []
    if (socket?.state !== 'ESTAB' || !mine.has(inode)) return []
    // What is 0 is left out.
    const { bytes_received: received = 0, bytes_acked: acked = 0, lastrcv = 0, lastack = 0 } = socket.info
    // The connection's own beginning counts as a byte that was acknowledged.
    const movedBytes = Number(received) + Math.max(0, Number(acked) - 1)
    return [{ localPort: socket.localPort, movedBytes, heardAgoMs: Math.min(Number(lastrcv), Number(lastack)) }]
  })
}
