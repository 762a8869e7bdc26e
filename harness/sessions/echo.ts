/** Raw TCP: a small numbered message goes out, and the same bytes must come back. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type Connection, watchConnection } from './connection.js'
import type { SessionKind } from './kind.js'

export const echo: SessionKind = {
  summary: 'raw TCP, a small message echoed',
  port: 7000,
  paceMs: 50,

  async serve({ host, port }) {
    const server = createServer((socket) => {
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.pipe(socket)
    })
    await once(server.listen(port, host), 'listening')
    return { close: async () => void server.close() }
  },

  client({ id, dial, broken }) {
    let connection: Connection | undefined
    let received = ''
    let arrived: () => void = () => {}
    let acknowledged = 0
    let duplicated = 0
    let corrupted = 0
    return {
      async connect() {
        received = ''
        const socket = await dial()
        connection = watchConnection(socket, broken)
        socket.on('data', (bytes) => {
          received += bytes.toString('latin1')
          arrived()
        })
      },

      async exchange(n) {
        const { socket, answer } = connected(connection)
        const message = `${id} ${n}\n`
        // Nobody has asked for what is there already.
        if (received !== '') duplicated++
        received = ''
        socket.write(message, 'latin1')
        await answer(
          new Promise<void>((resolve) => {
            arrived = () => {
              if (received.length >= message.length) resolve()
            }
          }),
        )
        if (!received.startsWith(message)) corrupted++
        received = received.slice(message.length)
        acknowledged++
      },

      audit: async () => ({ acknowledged, lost: 0, duplicated, corrupted }),
      close: () => connection?.socket.destroy(),
    }
  },
}

/** @throws Error when it has not been opened: a mistake of the caller's */
export const connected = <Open>(open: Open | undefined): Open => {
  if (open === undefined) throw new Error('the session is not connected')
  return open
}
