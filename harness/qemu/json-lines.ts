/** A conversation in JSON, a message a line, over a Unix socket. */
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Hands on each line that comes. An error of the socket is its end, which is told as `close`. */
export const onLines = (socket: Socket, hear: (line: string) => void): void => {
  let rest = ''
  socket.setEncoding('utf8').on('error', () => {})
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') hear(line)
  })
}

/** Connects to a Unix socket as soon as it is there. @throws Error when it is not in time */
export const connectTo = async (path: string, ms: number): Promise<Socket> => {
  const end = performance.now() + ms
  for (;;) {
    const socket = createConnection(path)
    try {
      await once(socket, 'connect')
      return socket
    } catch (error) {
      if (performance.now() > end) throw new Error(`nobody listens on ${path}: ${(error as Error).message}`)
      await sleep(20)
    }
  }
}
