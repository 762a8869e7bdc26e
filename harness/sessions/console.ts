/**
 * A terminal over a WebSocket: a real shell on a real pseudo-terminal in the VM, typed at key by key. An exchange is one key and its echo; for
 * Enter it is the command's output, so the shell has really run. Every byte of output is numbered: each message begins with the offset of its
 * first byte. Pushed are the lines that a loop of the shell prints (`console-loop.ts`).
 *
 * The pseudo-terminal comes from `script` (util-linux), which every Debian has, rather than from a native package that must be compiled. When it
 * dies, the kernel hangs up on the shell. A console does not resume: whoever connects anew gets a new shell, and types his line once more.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { connected, holdConnection } from './connection.js'
import { key, loopFor, type Watch, watchLoop } from './console-loop.js'
import type { SessionKind } from './kind.js'
import { listen } from './listen.js'
import { pushesOver } from './pushes.js'

const offsetBytes = 8
const prompt = 'outlive$ '
/** What ends a loop, or a line that was not finished: ^C. */
const interrupt = '\x03'

export const console_: SessionKind = {
  summary: 'a shell on a terminal over WebSocket, typed at key by key',
  port: 8080,
  paceMs: 100,

  async serve(at) {
    // Says now what is missing, the program or the terminal, rather than to each client.
    const [status] = await once(runOnTerminal('true'), 'exit')
    if (status !== 0) throw new Error(`no pseudo-terminal to be had: script ended with status ${status}`)
    const shells = new Set<Promise<void>>()
    const http = createServer()
    new WebSocketServer({ server: http }).on('connection', (terminal) => {
      const shell = runShell(terminal).catch(() => terminal.terminate())
      shells.add(shell)
      void shell.finally(() => shells.delete(shell))
    })
    const service = await listen(at, (socket) => http.emit('connection', socket))
    return {
      async close() {
        await service.close()
        await Promise.all(shells)
      },
    }
  },

  client(to) {
    const connection = holdConnection(to)
    const counts = { acknowledged: 0, lost: 0, duplicated: 0, corrupted: 0 }
    const pushes = pushesOver(connection, counts)
    let terminal: WebSocket | undefined
    let expectedOffset = 0
    let screen = ''
    let arrived = (): void => {}
    /** What the present shell has been typed of the present line. */
    let typed = 0
    /** While the shell is in its loop. */
    let watch: Watch | undefined

    const send = (keys: string): void => connected(terminal).send(keys, () => {})
    const receive = (message: Buffer): void => {
      const offset = Number(message.readBigUInt64BE())
      counts.lost += Math.max(0, offset - expectedOffset)
      counts.duplicated += Math.max(0, expectedOffset - offset)
      expectedOffset = offset + message.length - offsetBytes
      const output = message.subarray(offsetBytes).toString('latin1')
      if (watch === undefined) screen += output
      else watch.show(output)
      arrived()
    }
    const until = (isShown: () => boolean): Promise<void> =>
      connection.answer(
        new Promise((resolve) => {
          arrived = () => {
            if (isShown()) resolve()
          }
          arrived()
        }),
      )
    /** Waits until the shell has shown this much, and takes it off the screen. */
    const see = async (expected: string): Promise<void> => {
      await until(() => screen.length >= expected.length)
      if (!screen.startsWith(expected)) counts.corrupted++
      screen = screen.slice(expected.length)
    }
    const type = async (keys: string, expected: string): Promise<void> => {
      // It has shown what nobody typed.
      if (screen !== '') counts.corrupted++
      screen = ''
      send(keys)
      await see(expected)
    }
    const strike = async (watched: Watch): Promise<void> => {
      const echoed = watched.echo()
      send(key)
      await connection.answer(echoed)
    }
    const typeKeyOf = async (n: number): Promise<void> => {
      const { line, at, output } = place(n)
      // A new shell knows nothing of the line that was being typed.
      if (typed < at) await type(line.slice(0, at), line.slice(0, at))
      const key = line.charAt(at)
      await type(key, key === '\r' ? output : key)
      typed = (at + 1) % line.length
    }
    /** Back to the prompt, whatever the shell is at. */
    const stop = async (): Promise<void> => {
      watch = undefined
      screen = ''
      send(interrupt)
      await until(() => screen.endsWith(prompt))
      screen = ''
    }

    return {
      async connect() {
        const socket = connection.open()
        expectedOffset = 0
        screen = ''
        typed = 0
        watch = undefined
        const opening = new WebSocket(`ws://${to.host}:${to.port}`, {
          ...to.library,
          // `handshakeTimeout` comes as the socket's, as net.connect has it.
          createConnection: ({ timeout = 0 }) => socket.setTimeout(timeout),
          perMessageDeflate: false,
        })
        terminal = opening.on('error', (error) => connection.fail(socket, error)).on('message', receive)
        await connection.answer(once(opening, 'open'))
        await see(prompt)
      },

      async exchange(n) {
        if (watch !== undefined) await strike(watch)
        else await typeKeyOf(n)
        counts.acknowledged++
      },

      async subscribe(from) {
        if (watch !== undefined || typed > 0) await stop()
        typed = 0
        const loop = loopFor(to.id, from)
        await type(`${loop}\r`, `${loop}\r\n`)
        pushes.expect(from)
        watch = watchLoop(to.id, pushes)
        watch.show(screen)
        screen = ''
      },

      ping() {
        const asked = connected(terminal)
        const answered = once(asked, 'pong').then(() => {})
        asked.ping()
        return connection.answer(answered)
      },

      pushed: pushes.next,

      async audit() {
        if (screen !== '') counts.corrupted++
        return { ...counts }
      },

      close: connection.close,
    }
  },
}

/** Where in which line the key of exchange `n` is. A line is a sum that the shell works out; all are of one length. */
const place = (n: number) => {
  const lineOf = (number: number): string => `echo k$((${number}+17))\r`
  const { length } = lineOf(10)
  const number = 10 + (Math.floor((n - 1) / length) % 70)
  return { line: lineOf(number), at: (n - 1) % length, output: `\r\nk${number + 17}\r\n${prompt}` }
}

/** From the first prompt to the last byte: what is typed goes in, what the shell shows goes out. */
const runShell = async (terminal: WebSocket): Promise<void> => {
  const shell = runOnTerminal('exec sh').on('error', () => terminal.terminate())
  const ended = new Promise((resolve) => shell.on('close', resolve))
  shell.stdin.on('error', () => {})
  terminal.on('message', (keys: Buffer) => shell.stdin.write(keys))
  terminal.on('error', () => terminal.terminate())
  terminal.on('close', () => shell.kill('SIGKILL'))
  let offset = 0
  for await (const output of shell.stdout as AsyncIterable<Buffer>) {
    const head = Buffer.alloc(offsetBytes)
    head.writeBigUInt64BE(BigInt(offset))
    offset += output.length
    await new Promise((sent) => terminal.send(Buffer.concat([head, output]), sent))
  }
  await ended
  terminal.close()
}

/** A terminal that dies with us, even when we are killed: there nobody else closes it. */
const runOnTerminal = (command: string) => {
  const [file, ...args] =
    process.platform === 'darwin'
      ? (['script', '-q', '/dev/null', 'sh', '-c', command] as const)
      : (['setpriv', '--pdeathsig', 'KILL', 'script', '--quiet', '--flush', '--command', command, '/dev/null'] as const)
  const env = { ...process.env, PS1: prompt, ENV: '', TERM: 'dumb', SHELL: '/bin/sh', HISTFILE: '' }
  return spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env })
}
