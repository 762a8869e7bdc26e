/** Raw TCP: a small numbered message goes out, and exactly these bytes must come back. */
import type { Socket } from 'node:net'
import { connected, holdConnection } from './connection.js'
import type { SessionKind } from './kind.js'
import { listen } from './listen.js'

export const echo: SessionKind = {
  summary: 'raw TCP, a small message echoed',
  port: 7000,
  paceMs: 50,

  serve: (at) => listen(at, (socket) => void socket.pipe(socket)),

  client(to) {
    const connection = holdConnection(to)
    const counts = { acknowledged: 0, lost: 0, duplicated: 0, corrupted: 0 }
    let socket: Socket | undefined
    let received = ''
    let arrived = (): void => {}

    const messageOf = (n: number): string => `${to.id} ${n} the quick brown fox jumps over the lazy dog\n`
    /** What lies there although nobody waits for it: an answer that came again, or bytes that were never sent. */
    const countStrays = (): void => {
      for (const stray of received.split(/(?<=\n)/).filter((line) => line !== '')) {
        if (stray === messageOf(Number(stray.split(' ')[1]))) counts.duplicated++
        else counts.corrupted++
      }
      received = ''
    }

    return {
      async connect() {
        socket = await connection.open()
        socket.on('data', (bytes) => {
          received += bytes.toString('latin1')
          arrived()
        })
      },

      async exchange(n) {
        countStrays()
        const message = messageOf(n)
        const echoed = new Promise<void>((resolve) => {
          arrived = () => {
            if (received.length >= message.length) resolve()
          }
        })
        connected(socket).write(message, 'latin1')
        try {
          await connection.answer(echoed)
          counts.acknowledged++
          if (!received.startsWith(message)) counts.corrupted++
        } finally {
          received = received.slice(message.length)
        }
      },

      async audit() {
        countStrays()
        return { ...counts }
      },

      close: connection.close,
    }
  },
}
