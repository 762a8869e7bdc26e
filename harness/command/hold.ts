/**
 * Somebody's own client, on its client machine: started as a shell would start it, and left alone. What it does is seen from outside: the lines
 * that it prints, and what its kernel shows of its connections with the VM. It judges nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProgramEnd } from '../../src/history.js'
import { speaksOfNetwork } from '../../src/network-errors.js'
import { hideSecretsOf } from '../../src/record/secrets.js'
import type { CommandSession } from '../../src/scenario/command.js'
import { exchangeLog } from '../client/exchange-log.js'
import type { SessionToHold } from '../client/messages.js'
import type { HeldSession, Say } from '../client/session.js'
import { processTree } from '../freeze/process-tree.js'
import { seenError } from '../seen-error.js'
import type { Around } from '../sessions/program.js'
import { audited } from './audit.js'
import { connectionsOf } from './connections.js'
import { type Heard, keepOutput } from './output.js'
import { endApart, type ShellLine, startShell } from './shell.js'

/** So often its connections are looked at; what the kernel says of the time is finer, ms. */
const lookEveryMs = 100
/** Exchanges that follow each other faster are told as one: a program may print a million lines a second. */
const shortestMs = 10
/** Lines about the network, or that are watched for, beyond these are in its output only. */
const mostSaid = 100
/** How long a client that is asked to end may take before it is killed. */
const graceMs = 2000

export const holdCommand = (
  { cell, host }: SessionToHold,
  programs: CommandSession,
  { clock, scratch, output: folder }: Around,
  say: Say,
): HeldSession => {
  const { client } = programs
  const hide = hideSecretsOf(programs, process.env)
  const { command, cwd, success, exchange } = client
  const wanted = success?.stdout === undefined ? undefined : new RegExp(success.stdout)
  const watched = client.watch.map((each) => new RegExp(each))
  const pattern = exchange?.regex === undefined ? undefined : new RegExp(exchange.regex)
  let printed = wanted === undefined ? null : false
  const told = { said: 0, watched: 0 }
  let byUs = false
  let over = false

  const log = exchangeLog(clock, say)
  let lastMs = clock.now()
  const exchanged = (atMs: number): void => {
    if (atMs - lastMs < shortestMs) return
    log.add(lastMs, atMs)
    lastMs = atMs
  }

  const settings = Object.fromEntries(Object.entries(client.settings).map(([name, value]) => [name, String(value)]))
  const env = { ...client.env, ...settings }
  const child = startShell({ command, cwd, env, vm: host, scratch, apart: true })
  const name = cell.replaceAll(/[^a-zA-Z0-9]+/g, '-')
  const hear: Heard = (line, stream, atMs) => {
    if (stream === 'out' && wanted?.test(line)) printed = true
    if (pattern?.test(line)) exchanged(atMs)
    const tell = (type: keyof typeof told): void => {
      if (told[type]++ < mostSaid) say({ type, atMs, line: hide(line) })
    }
    if (speaksOfNetwork(line)) tell('said')
    if (watched.some((each) => each.test(line))) tell('watched')
  }
  const output = keepOutput(child, `${folder}/${name}.client.log`, clock, hear, hide)

  const ended = new Promise<void>((resolve) => {
    const tell = (end: Pick<ProgramEnd, 'exit' | 'signal'>, more: readonly string[] = []): void => {
      if (over) return
      over = true
      log.flush()
      output.flush()
      const lastLines = [...output.lastLines(), ...more]
      say({ type: 'ended', atMs: clock.now(), ...end, byUs, printed, lastLines })
      resolve()
    }
    child.once('error', (error) => tell({ exit: null, signal: null }, [error.message]))
    // Everything that it started has ended with its namespace, so nothing keeps its output open.
    child.once('close', (status, signal) => tell(endApart(status, signal, output.lastLines().at(-1))))
  })

  /** Its processes, without the two that only hold its namespace. */
  const members = (): number[] => processTree.members(child.pid ?? 0).slice(2)

  const watch = async (): Promise<void> => {
    const seen = new Map<number, number>()
    for (; !over; await sleep(lookEveryMs)) {
      const connections = await connectionsOf(members(), host).catch(() => [])
      const atMs = clock.now()
      for (const { localPort, movedBytes, heardAgoMs } of connections) {
        const before = seen.get(localPort)
        if (before === undefined) say({ type: 'connected', atMs, attempt: seen.size + 1, localPort, tookMs: 0 })
        if (pattern === undefined && movedBytes > (before ?? 0)) exchanged(Math.max(lastMs, atMs - heardAgoMs))
        seen.set(localPort, movedBytes)
      }
    }
  }
  void watch()

  const signalAll = (): void => {
    for (const pid of members()) {
      try {
        process.kill(pid, 'SIGTERM')
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  return {
    /** It goes its own way. */
    use() {},
    tellNext: log.tellNext,
    async finish() {
      if (!over) {
        byUs = true
        signalAll()
        await Promise.race([ended, sleep(graceMs, undefined, { ref: false })])
        child.kill('SIGKILL')
        await ended
      }
      if (client.audit === undefined) return
      try {
        const line: ShellLine = { command: client.audit, cwd, env, vm: host, scratch, apart: true }
        say({ type: 'audited', ...(await audited(line)), atMs: clock.now() })
      } catch (error) {
        say({ type: 'audit-failed', atMs: clock.now(), error: seenError(error as Error) })
      }
    },
  }
}
