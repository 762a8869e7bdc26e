/** A session's connection: whoever waits for an answer on it learns at once when it ends, and by the socket's own error. */
import type { Socket } from 'node:net'

export interface Connection {
  readonly socket: Socket
  /** Waits for an answer that comes over the connection. @throws the socket's error, or an Error in words where it had none */
  answer<Answer>(act: Promise<Answer>): Promise<Answer>
}

/** @param broken told when it ends, whether or not anybody waits. */
export const watchConnection = (socket: Socket, broken: (error: Error) => void): Connection => {
  let error: Error | undefined
  const ended = new Promise<never>((_, reject) => {
    socket.on('error', (seen) => {
      error ??= seen
    })
    socket.on('close', () => {
      const why = error ?? new Error('the service closed the connection')
      broken(why)
      reject(why)
    })
  })
  ended.catch(() => {})
  return {
    socket,
    async answer(act) {
      try {
        return await Promise.race([act, ended])
      } catch (seen) {
        // A protocol's library wraps or rewords what its socket said.
        throw error ?? seen
      }
    },
  }
}
