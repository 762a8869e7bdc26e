/**
 * One browser that listens. What it does not take is not kept for it: while more waits than it should, frames are left out and counted, and what was
 * logged in them goes with the next one that is sent. A frame says all there is to see, so nothing is missed but motion.
 */
import type { WebSocket } from 'ws'
import type { Frame, LogEntry, Message } from '../live/format.js'
import { newest } from '../live/log.js'

/** Frames of a hundred sessions are 1 KB each, of thousands 5 to 10 KB. */
export const mostWaitingBytes = 1024 * 1024

export const sendTo = (socket: Pick<WebSocket, 'bufferedAmount' | 'send'>): ((message: Message) => void) => {
  let dropped = 0
  let log: readonly LogEntry[] = []

  return (message) => {
    if ('head' in message) return socket.send(JSON.stringify(message))
    const { frame } = message
    // The last one is never left out: it says how the run ended.
    if (socket.bufferedAmount > mostWaitingBytes && frame.ended === undefined) {
      dropped += 1
      log = newest([...log, ...(frame.log ?? [])])
      return
    }
    const full: Frame = { ...frame, ...(dropped > 0 && { dropped, log: [...log, ...(frame.log ?? [])] }) }
    dropped = 0
    log = []
    socket.send(JSON.stringify({ frame: full } satisfies Message))
  }
}
