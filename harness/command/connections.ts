/** The TCP connections of a program with the VM, as its kernel shows them now. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { parseTcpInfo } from '../evidence/sockets.js'
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
  const { stdout } = await run('ss', ['-tineHO', 'state', 'established', 'dst', vm])
  const mine = new Set(pids.flatMap((pid) => [...socketsOf(pid)]))
  return stdout.split('\n').flatMap((line) => {
    const [, localPort] = /^\s*\d+\s+\d+\s+\S+:(\d+)\s/.exec(line) ?? []
    const { ino, bytes_received = 0, bytes_acked = 0, lastrcv, lastack } = parseTcpInfo(line)
    if (localPort === undefined || ino === undefined || !mine.has(ino)) return []
    const received = Number(bytes_received)
    const acked = Number(bytes_acked)
    const agoMs = [received > 0 ? lastrcv : undefined, acked > 1 ? lastack : undefined].flatMap((ms) => ms ?? [])
    return [
      { localPort: Number(localPort), movedBytes: received + acked, heardAgoMs: Math.min(...agoMs.map(Number), 1e9) },
    ]
  })
}
