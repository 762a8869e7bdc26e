/**
 * A terminal over a WebSocket: a real shell on a real pseudo-terminal in the VM, typed at key by key. An exchange is one key and its echo; for
 * Enter it is the command's output, so the shell has really run. Every byte of output is numbered: each message begins with the offset of its
 * first byte.
 *
 * The pseudo-terminal comes from `script` (util-linux), which every Debian has, rather than from a native package that must be compiled.
 * A console does not resume: whoever connects anew gets a new shell.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'
import { type Connection, watchConnection } from './connection.js'
import { connected } from './echo.js'
import type { SessionKind } from './kind.js'

const offsetBytes = 8
const pseudoTerminal =
  process.platform === 'darwin'
    ? ['script', '-q', '/dev/null', 'sh']
    : ['script', '--quiet', '--flush', '--command', 'sh', '/dev/null']

/** One line of typing: a sum that the shell works out. */
const line = (n: number): string => `echo k$((${n}+1))\r`
const lineLength = line(0).length

/** The line that exchange `n` belongs to, and how much of it has been typed before. One digit: every line is as long as the first. */
const place = (n: number): { number: number; typed: number } => ({
  number: Math.floor((n - 1) / lineLength) % 9,
  typed: (n - 1) % lineLength,
})

/** What is typed in exchange `n`, and what comes back for it. */
const keyOf = (n: number, prompt: string): { key: string; answer: string } => {
  const { number, typed } = place(n)
  const key = line(number)[typed] ?? ''
  return { key, answer: key === '\r' ? `\r\nk${number + 1}\r\n${prompt}` : key }
}

export const console_: SessionKind = {
  summary: 'a shell on a terminal over WebSocket, typed at key by key',
  port: 8080,
  paceMs: 100,

  async serve({ host, port }) {
    const server = new WebSocketServer({ host, port })
    server.on('connection', (terminal) => {
      const [file = '', ...args] = pseudoTerminal
      const shell = spawn(file, args, {
        stdio: ['pipe', 'pipe', 'ignore'],
        env: { ...process.env, TERM: 'dumb', ENV: '' },
      })
      let offset = 0
      shell.stdout.on('data', (output: Buffer) => {
        const head = Buffer.alloc(offsetBytes)
        head.writeBigUInt64BE(BigInt(offset))
        offset += output.length
        terminal.send(Buffer.concat([head, output]), () => {})
      })
      shell.stdin.on('error', () => {})
      shell.on('error', () => terminal.close())
      shell.on('exit', () => terminal.close())
      terminal.on('message', (keys: Buffer) => shell.stdin.write(keys))
      terminal.on('error', () => terminal.terminate())
      // The terminal's other end goes with `script`, and the kernel hangs up on whoever runs there.
      terminal.on('close', () => shell.kill('SIGKILL'))
    })
    await once(server, 'listening')
    return {
      async close() {
        for (const terminal of server.clients) terminal.terminate()
        server.close()
      },
    }
  },

  client({ host, port, dial, broken }) {
    let connection: Connection | undefined
    let terminal: WebSocket | undefined
    let screen = ''
    let expectedOffset = 0
    let arrived: () => void = () => {}
    let prompt = ''
    const counts = { acknowledged: 0, lost: 0, duplicated: 0, corrupted: 0 }

    const receive = (message: Buffer): void => {
      const offset = Number(message.readBigUInt64BE())
      counts.lost += Math.max(0, offset - expectedOffset)
      counts.duplicated += Math.max(0, expectedOffset - offset)
      expectedOffset = offset + message.length - offsetBytes
      screen += message.subarray(offsetBytes).toString('latin1')
      arrived()
    }
    const shown = (test: () => boolean): Promise<void> =>
      connected(connection).answer(
        new Promise((resolve) => {
          arrived = () => {
            if (test()) resolve()
          }
          arrived()
        }),
      )
    const type = async (key: string, answer: string): Promise<void> => {
      screen = ''
      connected(terminal).send(key, () => {})
      await shown(() => screen.length >= answer.length)
      if (screen !== answer) counts.corrupted++
    }

    return {
      async connect() {
        const socket = await dial()
        connection = watchConnection(socket, broken)
        screen = ''
        expectedOffset = 0
        terminal = new WebSocket(`ws://${host}:${port}`, { createConnection: () => socket, perMessageDeflate: false })
        terminal.on('error', () => {})
        terminal.on('message', receive)
        await connection.answer(once(terminal, 'open'))
        await shown(() => /[$#>%] $/.test(screen))
        prompt = screen
      },

      async exchange(n, retry) {
        if (retry) {
          // A new shell knows nothing of the line that was being typed.
          const { number, typed } = place(n)
          const keys = line(number).slice(0, typed)
          if (keys !== '') await type(keys, keys)
        }
        const { key, answer } = keyOf(n, prompt)
        await type(key, answer)
        counts.acknowledged++
      },

      audit: async () => counts,
      close: () => connection?.socket.destroy(),
    }
  },
}
