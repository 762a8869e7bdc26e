/**
 * Sockets while they live: `ss -tino` in a namespace, whenever it is asked for and the machine can afford it. A shell waits in the namespace, so
 * that to ask costs the controller a line; it tells when it looked, since what it says is counted from then ("last sent 320 ms ago").
 */
import { readFileSync } from 'node:fs'
import type { SampledSocket } from '../../src/history.js'
import { type Clock, monotonicMs } from '../clock.js'
import { readLines } from './lines.js'
import { readSocket } from './ss.js'

/** What a sample typically costs, ms of a core: a process, and so much a socket. */
const processMs = 5
const socketMs = 0.03

/** Where samples are paid from. */
export interface Budget {
  /** Of a core. */
  readonly share: number
  /** When the next sample may be taken, on the clock of `performance.now()`. */
  nextMs: number
}
export const openBudget = (share: number): Budget => ({ share, nextMs: 0 })

export interface Sampler {
  /** At once, or as soon as the budget allows; those who ask meanwhile share one sample. */
  ask(): void
}

export interface SocketSampler extends Sampler {
  /** How it ended, which nobody asked of it. */
  readonly ended: Promise<string>
}

const look = 'while read -r _; do read -r up _ < /proc/uptime; echo "at $up"; ss -tinoHO; echo done; done'

/**
 * @param enter how to get into the namespace
 * @param seen gets the sockets of a sample of which there is something to tell that was not told at the time before
 */
export const sampleSockets = (
  enter: readonly string[],
  clock: Clock,
  budget: Budget,
  seen: (atMs: number, sockets: readonly SampledSocket[]) => void,
): SocketSampler => {
  let told = new Map<string, string>()
  let telling = new Map<string, string>()
  let sockets: SampledSocket[] = []
  let lines = 0
  let atMs = 0
  let asked = false

  const begin = (line: string): void => {
    atMs = Math.round(Number(line.slice(1 + line.indexOf(' '))) * 1000 - bootMs - clock.originMs)
    lines = 0
    sockets = []
    telling = new Map()
  }
  const add = (line: string): void => {
    lines += 1
    const socket = readSocket(line)
    const news = socket && newsOf(socket)
    if (news === undefined) return
    const which = `${socket?.localPort} ${socket?.peer}`
    telling.set(which, news)
    if (socket !== undefined && told.get(which) !== news) sockets.push(socket)
  }
  const end = (): void => {
    budget.nextMs = Math.max(budget.nextMs, performance.now()) + (processMs + lines * socketMs) / budget.share
    asked = false
    told = telling
    if (sockets.length > 0) seen(atMs, sockets)
  }
  const shell = readLines([...enter, 'sh', '-c', look], (line) => {
    if (line.startsWith('at ')) begin(line)
    else if (line === 'done') end()
    else add(line)
  })

  return {
    ended: shell.ended,
    ask() {
      if (asked) return
      asked = true
      setTimeout(() => shell.tell(''), Math.max(0, budget.nextMs - performance.now())).unref()
    },
  }
}

/** What `/proc/uptime` counts from, on CLOCK_MONOTONIC: later than the boot by as long as the machine has been suspended since. */
const bootMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000 - monotonicMs()

/**
 * What a socket is at, in so far as it tells something about a silence: a retransmission, a probe, a connection that is not there yet, a timer
 * that is not for the segment just sent. `undefined` for one that simply talks.
 */
const newsOf = ({ state, timer = '', info }: SampledSocket): string | undefined => {
  const [name = '', , fired = '0'] = timer.split(',')
  const { retrans = '0', backoff = '0' } = info
  const isTalking = state === 'ESTAB' && (name === '' || name === 'on') && fired === '0' && backoff === '0'
  return isTalking ? undefined : `${state} ${name} ${fired} ${backoff} ${retrans}`
}
