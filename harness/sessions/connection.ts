/**
 * A session's connection as its client holds it: whoever waits for something that comes over it learns at once when it ends, and by the
 * socket's own error rather than a library's words for it ("Connection terminated unexpectedly", close code 1006).
 *
 * It keeps a list of those who wait instead of racing each answer against one promise that says "ended": every race would stay on that
 * promise, and hold the block or the row that won it, for as long as the connection lives.
 */
import type { Socket } from 'node:net'
import type { ClientTo } from './kind.js'

export interface Connection {
  /** Dials anew; what there was before is ended. The socket is connecting. */
  open(): Socket
  readonly isOpen: boolean
  /** Waits for something that comes over the connection. @throws the socket's error, or an Error in words where it had none */
  answer<Answer>(act: Promise<Answer>): Promise<Answer>
  /** It is over, the protocol's library says so: by a timer of its own, if it did not hear it from the socket. */
  fail(of: Socket, error: Error): void
  /** Ends it at once, also while it is being dialled. That is no news to `broken`. */
  close(): void
}

/** One dial and what came of it. */
interface Line {
  socket?: Socket
  ended?: Error
  readonly waiting: Set<(why: Error) => void>
}

export const holdConnection = ({ dial, broken }: Pick<ClientTo, 'dial' | 'broken'>): Connection => {
  let line: Line = { ended: new Error('the session is not connected'), waiting: new Set() }

  const end = (ending: Line, why: Error, idle: (why: Error) => void): void => {
    if (ending.ended !== undefined) return
    ending.ended = why
    if (ending.waiting.size === 0) idle(why)
    for (const reject of ending.waiting) reject(why)
  }
  const close = (): void => {
    end(line, new Error('the client closed the connection'), () => {})
    line.socket?.destroy()
  }
  const answer = <Answer>(act: Promise<Answer>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const mine = line
      mine.waiting.add(reject)
      if (mine.ended !== undefined) reject(mine.ended)
      act.then(resolve, reject).finally(() => mine.waiting.delete(reject))
    })

  return {
    open() {
      close()
      const socket = dial()
      const mine: Line = { socket, waiting: new Set() }
      line = mine
      socket.on('error', (error) => end(mine, error, broken))
      socket.on('close', () => end(mine, new Error('the service closed the connection'), broken))
      return socket
    },
    get isOpen() {
      return line.ended === undefined && line.socket?.connecting === false
    },
    fail(of, error) {
      // Not of the connection that there was before.
      if (of === line.socket) end(line, error, broken)
    },
    answer,
    close,
  }
}

/** @throws Error when there is none yet: a mistake of the caller's */
export const connected = <Open>(open: Open | undefined): Open => {
  if (open === undefined) throw new Error('the session is not connected')
  return open
}
