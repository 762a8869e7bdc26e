/** Raw TCP: a small numbered message goes out, and exactly these bytes must come back; or, once asked for, numbered messages come by themselves. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connected, holdConnection } from './connection.js'
import type { SessionKind } from './kind.js'
import { listen } from './listen.js'
import { pushesOver } from './pushes.js'

const paceMs = 50
const fox = 'the quick brown fox jumps over the lazy dog\n'
const subscription = (from: number): string => `subscribe from ${from}\n`
const pushOf = (n: number): string => `push ${n} ${fox}`

export const echo: SessionKind = {
  summary: 'raw TCP, a small message echoed',
  port: 7000,
  paceMs,

  serve: (at) =>
    listen(at, (socket) => {
      let pushing: NodeJS.Timeout | undefined
      const receive = wholeLines((line) => {
        const [, from] = /^subscribe from (\d+)\n$/.exec(line) ?? []
        if (from === undefined) socket.write(line, 'latin1')
        else {
          let n = Number(from)
          clearInterval(pushing)
          pushing = setInterval(() => socket.write(pushOf(n++)), paceMs)
        }
      })
      socket.on('data', receive).on('close', () => clearInterval(pushing))
    }),

  client(to) {
    const connection = holdConnection(to)
    const counts = { acknowledged: 0, lost: 0, duplicated: 0, corrupted: 0 }
    const pushes = pushesOver(connection, counts)
    let socket: Socket | undefined
    let received = ''
    let arrived = (): void => {}

    const messageOf = (n: number): string => `${to.id} ${n} ${fox}`
    /** What lies there although nobody waits for it: an answer that came again, or bytes that were never sent. */
    const countStrays = (): void => {
      for (const stray of received.split(/(?<=\n)/).filter((line) => line !== '')) {
        if (stray === messageOf(Number(stray.split(' ')[1]))) counts.duplicated++
        else counts.corrupted++
      }
      received = ''
    }
    const receive = (line: string): void => {
      const [, n] = /^push (\d+) /.exec(line) ?? []
      if (n !== undefined) pushes.came(Number(n), line === pushOf(Number(n)))
      else {
        received += line
        arrived()
      }
    }

    return {
      async connect() {
        socket = connection.open().on('data', wholeLines(receive))
        await connection.answer(once(socket, 'connect'))
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

      async subscribe(from) {
        pushes.expect(from)
        connected(socket).write(subscription(from))
      },

      pushed: pushes.next,

      async audit() {
        countStrays()
        return { ...counts }
      },

      close: connection.close,
    }
  },
}

/** Hands on what arrives line by line; a line that is longer than any of ours goes on in pieces. */
const wholeLines = (take: (line: string) => void) => {
  let rest = ''
  return (bytes: Buffer): void => {
    const lines = (rest + bytes.toString('latin1')).split(/(?<=\n)/)
    rest = lines.at(-1)?.endsWith('\n') === false ? (lines.pop() ?? '') : ''
    for (const line of lines) if (line !== '') take(line)
    if (rest.length > longestLine) {
      take(rest)
      rest = ''
    }
  }
}

const longestLine = 4096
