/**
 * The kernel's last words on every TCP socket of a namespace: one long-lived `ss -E` prints its TCP_INFO at the moment it is
 * destroyed. That is the cause of death as the kernel itself saw it, and costs nothing while nothing dies.
 */
import type { SampledSocket } from '../../src/history.js'
import { readLines } from './lines.js'
import { readSocket } from './ss.js'

/** @param enter how to get into the namespace. @returns how it ended, which nobody asked of it */
export const watchSockets = (enter: readonly string[], seen: (socket: SampledSocket) => void): Promise<string> =>
  readLines([...enter, 'stdbuf', '-oL', 'ss', '-E', '-tinomHO'], (line) => {
    const socket = readSocket(line)
    if (socket !== undefined) seen(socket)
  }).ended
