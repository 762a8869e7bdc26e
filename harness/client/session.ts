/**
 * Holds one session of any kind and shape: times every exchange, has the timers and the habits that the profile gives it,
 * and tells what it sees. It judges nothing.
 */
import { connect as connectTcp, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Seen } from '../../src/history.js'
import type { Timers } from '../../src/scenario/profile.js'
import type { Clock } from '../clock.js'
import { seenError } from '../seen-error.js'
import type { SessionKind } from '../sessions/kind.js'
import { exchangeLog } from './exchange-log.js'
import { limited, TimerFired } from './limited.js'
import type { SessionToHold } from './messages.js'
import { type Held, shapeHabits } from './shapes.js'
import { optionsOf, setSocketOptions } from './socket-options.js'

export interface HeldSession {
  /** The migration is over. */
  use(): void
  /** The next exchange that is done is told at once. */
  tellNext(): void
  /** Asks the session whether it lives, compares its data, ends it. Resolves when all is said. */
  finish(): Promise<void>
}

export type Say = (event: Seen) => void

/** How long the answer to "are you alive?" may take, once the migration has settled. */
const askMs = 5000
const auditMs = 30_000
/** No timer of Node's runs for longer. */
const longestTimerMs = 2 ** 31 - 1

export const holdSession = (session: SessionToHold, kind: SessionKind, clock: Clock, say: Say): HeldSession => {
  const { timers } = session
  const log = exchangeLog(clock, say, session.tellEveryMs)
  let sockets: Socket[] = []
  let diallingFrom: number | undefined
  /** What ended the connection that there was last. */
  let broken: Error | undefined
  let wake = (_why?: Error): void => {}
  let used = false
  let finishing = false

  const client = kind.client({
    id: session.cell.replaceAll(/[^a-zA-Z0-9]+/g, '-').toLowerCase(),
    host: session.host,
    port: session.port,
    library: Object.fromEntries(Object.entries(timers.library ?? {}).map(([name, { value }]) => [name, value])),
    dial() {
      const socket = connectTcp({ host: session.host, port: session.port, noDelay: true })
      sockets = [...sockets.filter(({ destroyed }) => !destroyed), socket]
      // The kernel has given it a port as soon as it has begun to connect.
      setImmediate(() => {
        diallingFrom = socket.localPort
      })
      return socket.once('connect', () => {
        // Without an idle time of the client's own the kernel's counts, that is: the profile's.
        if (timers.keepalive?.value) socket.setKeepAlive(true, timers.keepalive.idleMs)
        setSocketOptions(socket, optionsOf(timers)).catch((error: Error) => socket.destroy(error))
      })
    },
    broken: (error) => breakOff(error),
  })

  const breakOff = (error: Error): void => {
    broken = error
    wake(error)
  }
  /** @throws what ends the connection meanwhile */
  const quietFor = async (ms: number): Promise<void> => {
    if (broken !== undefined) throw broken
    if (ms <= 0) return
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      wake = (why) => {
        clearTimeout(timer)
        if (why === undefined) resolve()
        else reject(why)
      }
    })
  }

  let exchanged = 0
  let heard = 0
  let retry = false
  let attempt = 0
  let alive = false
  let over = false
  let doing: { during: 'connect' | 'exchange' | 'idle'; startedMs: number } = { during: 'connect', startedMs: 0 }
  const begin = (during: typeof doing.during): void => {
    doing = { during, startedMs: clock.now() }
  }

  const connect = async (): Promise<void> => {
    begin('connect')
    attempt++
    broken = undefined
    await limited(timers.connectTimeout, client.connect())
    const localPort = sockets.findLast((socket) => !socket.destroyed)?.localPort ?? 0
    say({ type: 'connected', atMs: clock.now(), attempt, localPort, tookMs: clock.now() - doing.startedMs })
    alive = true
  }

  const ask = async (): Promise<void> => {
    const startedMs = clock.now()
    await limited(timers.exchangeTimeout, client.exchange(exchanged + 1, retry))
    log.add(startedMs)
    exchanged++
    retry = false
  }

  const held: Held = {
    paceMs: session.paceMs ?? kind.paceMs,
    firstInMs: () => untilDue(session, clock),
    isOver: () => finishing,
    exchanged: () => exchanged,
    ask,
    async exchange() {
      begin('exchange')
      await ask()
      begin('idle')
    },
    subscribe: () => client.subscribe(heard + 1),
    async pushed() {
      begin('exchange')
      const { startedMs } = doing
      await limited(timers.exchangeTimeout, client.pushed())
      log.add(startedMs)
      heard++
    },
    quietFor,
    async quietUntilUsed() {
      while (!used && !finishing) await quietFor(longestTimerMs)
    },
  }

  /** Lives by its shape's habit on the connection that there is. */
  const dwell = async (): Promise<void> => {
    const living = shapeHabits[session.shape](held)
    const { heartbeat } = timers
    if (heartbeat === undefined || client.ping === undefined) return living
    const over = new AbortController()
    await Promise.race([
      living.finally(() => over.abort()),
      beat(heartbeat, client.ping, over.signal).then(() => living),
    ])
  }

  /** What it does when something fails: says so, and says whether its habit is to connect anew. */
  const failed = (error: Error): boolean => {
    const { during, startedMs } = doing
    alive = false
    client.close()
    breakOff(error)
    log.flush()
    const timer = error instanceof TimerFired ? { timer: error.timer } : {}
    const from = during === 'connect' && diallingFrom !== undefined ? { localPort: diallingFrom } : {}
    say({ type: 'failed', atMs: clock.now(), during, startedMs, error: seenError(error), ...from, ...timer })
    retry ||= during === 'exchange'
    const { code = '' } = error as NodeJS.ErrnoException
    return !(error instanceof TimerFired) && timers.reconnect?.value.some((each) => each === code) === true
  }

  const live = async (): Promise<void> => {
    let triesSince: number | undefined
    while (!finishing) {
      try {
        await connect()
        triesSince = undefined
        begin('idle')
        await dwell()
      } catch (error) {
        // What we ended ourselves did not fail.
        if (over) return
        const giveUp = (because: string): void => say({ type: 'gave-up', atMs: clock.now(), because })
        if (!failed(error as Error)) return giveUp('it does not connect anew after that')
        const { everyMs, forMs } = timers.reconnect ?? { everyMs: 0, forMs: 0 }
        triesSince ??= clock.now()
        if (clock.now() - triesSince > forMs) return giveUp(`no connection in ${forMs} ms`)
        say({ type: 'reconnecting', atMs: clock.now(), inMs: everyMs })
        broken = undefined
        await quietFor(everyMs)
      }
    }
  }
  const life = live()

  const areYouAlive = async (): Promise<boolean> => {
    const startedMs = clock.now()
    const answered = await Promise.race([
      // Whatever is under way is the question; the one after it makes sure.
      life.then(() => (alive ? ask().then(() => true) : false)),
      sleep(askMs, false, { ref: false }),
    ]).catch(() => false)
    say({ type: 'asked', atMs: clock.now(), alive: answered, tookMs: clock.now() - startedMs })
    return answered
  }

  return {
    use() {
      used = true
      wake()
    },
    tellNext: log.tellNext,
    async finish() {
      finishing = true
      wake()
      if (!(await areYouAlive())) {
        over = true
        client.close()
      }
      log.flush()
      try {
        const audit = await Promise.race([client.audit(), late(auditMs, 'audit')])
        say({ type: 'audited', atMs: clock.now(), ...audit })
      } catch (error) {
        say({ type: 'audit-failed', atMs: clock.now(), error: seenError(error as Error) })
      }
      client.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Asks again and again. @throws TimerFired when it has waited in vain */
const beat = async (
  heartbeat: NonNullable<Timers['heartbeat']>,
  ping: () => Promise<void>,
  over: AbortSignal,
): Promise<void> => {
  while (!over.aborted) {
    await sleep(heartbeat.value, undefined, { signal: over }).catch(() => {})
    if (!over.aborted) await limited({ ...heartbeat, value: heartbeat.timeoutMs }, ping())
  }
}

/** Sessions of a crowd do not talk all at once: each has its time in the pace. */
const untilDue = ({ paceMs = 0, phaseMs }: SessionToHold, clock: Clock): number =>
  phaseMs === undefined ? 0 : paceMs - ((((clock.now() - phaseMs) % paceMs) + paceMs) % paceMs)

const late = async (ms: number, what: string): Promise<never> => {
  await sleep(ms, undefined, { ref: false })
  throw new Error(`${what} not done after ${ms} ms`)
}
