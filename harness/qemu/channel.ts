/**
 * The conversation with a guest's first process, over its virtio port. It looks like any child's, and its times are on the run's clock: a guest has
 * a CLOCK_MONOTONIC of its own, which stands still while it is suspended. How far that is from ours is measured at the start and after each
 * blackout; what the guest says between its return and the measurement waits for it.
 */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../clock.js'
import type { VmIn, VmOut } from '../vm/messages.js'
import { connectTo, onLines } from './json-lines.js'
import type { GuestIn, GuestOut, MemoryLoad } from './messages.js'

export interface Channel {
  /** Talks to the guest through this socket from now on: there, or where it will be when it has been moved. */
  attach(path: string): Promise<void>
  send(message: VmIn): void
  onMessage(listener: (message: VmOut) => void): void
  /** To be called before a guest that was suspended runs again, or is heard again: what it says of times waits until its clocks were looked at. */
  beUnsure(): void
  /** To be called when the guest has been suspended and runs again. Resolves with what its clocks have lost since the start. */
  lookAtClocks(): Promise<ClockLag | undefined>
  /** Resolves when the memory is full and is being written. */
  writeMemory(load: MemoryLoad): Promise<void>
}

/** By how much a guest's clocks are behind where they would be, had they run all the time since it was booted. */
export interface ClockLag {
  readonly monotonicMs: number
  readonly realtimeMs: number
  /** The measurement's error is at most half of this. */
  readonly roundTripMs: number
}

type Heard = GuestOut | VmOut
type Clocks = { readonly monotonicMs: number; readonly realtimeMs: number; readonly roundTripMs: number }

/** At least so often is looked, and until a look was quick, but not for ever: a guest that is back may be slow at first. */
const [fewestLooks, mostLooks] = [5, 25]
const quickMs = 10
const lookMs = 3000
const socketMs = 10_000

/** What a guest was saying as it was moved may have been cut in two. */
const messageIn = (line: string): Heard | undefined => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

export const openChannel = (): Channel => {
  let socket: Socket | undefined
  const listeners: ((message: Heard) => void)[] = []
  /** Ours minus the guest's, at the start. */
  let atStart: Clocks | undefined
  let lagMs = 0
  let questions = 0
  let looks = 0
  const asked = new Map<number, (clocks: Extract<Heard, { type: 'clock' }>) => void>()
  /** What the guest has said since it is back, while nobody knows what its clock says. */
  let unsure: Heard[] | undefined

  const write = (message: VmIn | GuestIn): void => void socket?.write(`${JSON.stringify(message)}\n`)
  const onOurClock = (message: Heard): Heard =>
    'atMs' in message ? { ...message, atMs: Math.round((message.atMs + lagMs) * 100) / 100 } : message
  const tell = (message: Heard): void => {
    const told = onOurClock(message)
    for (const listener of listeners) listener(told)
  }
  const hear = (line: string): void => {
    const message = messageIn(line)
    if (message === undefined) return
    if (message.type === 'clock') asked.get(message.n)?.(message)
    else if (unsure !== undefined && 'atMs' in message) unsure.push(message)
    else tell(message)
  }

  const lookOnce = (): Promise<Clocks | undefined> => {
    const n = ++questions
    const askedMs = monotonicMs()
    const askedAt = Date.now()
    const answer = new Promise<Clocks>((resolve) => {
      asked.set(n, (message) => {
        const roundTripMs = monotonicMs() - askedMs
        resolve({
          monotonicMs: askedMs + roundTripMs / 2 - message.monotonicMs,
          realtimeMs: askedAt + roundTripMs / 2 - message.realtimeMs,
          roundTripMs,
        })
      })
    })
    write({ type: 'clock?', n })
    return Promise.race([answer, sleep(lookMs, undefined)]).finally(() => asked.delete(n))
  }
  /** The look that took the least time is the truest. */
  const look = async (): Promise<Clocks | undefined> => {
    let best: Clocks | undefined
    for (let n = 0; n < mostLooks; n++) {
      if (n >= fewestLooks && best !== undefined && best.roundTripMs < quickMs) break
      const clocks = await lookOnce()
      if (clocks === undefined) continue
      if (best === undefined || clocks.roundTripMs < best.roundTripMs) best = clocks
    }
    return best
  }

  return {
    async attach(path) {
      const next = await connectTo(path, socketMs)
      const before = socket
      socket = next
      onLines(next, hear)
      // What it has said last is on its way.
      if (before !== undefined) setTimeout(() => before.destroy(), socketMs).unref()
    },
    send(message) {
      if (message.type !== 'boot') return write(message)
      void (async () => {
        while (atStart === undefined) atStart = await look()
        write({ ...message, originMs: message.originMs - atStart.monotonicMs })
      })()
    },
    onMessage: (listener) => void listeners.push(listener as (message: Heard) => void),
    beUnsure() {
      unsure ??= []
    },
    async lookAtClocks() {
      const mine = ++looks
      unsure ??= []
      const now = await look()
      // It was stopped again meanwhile, and the next look knows more.
      if (mine !== looks) return undefined
      if (now !== undefined && atStart !== undefined) lagMs = now.monotonicMs - atStart.monotonicMs
      const waiting = unsure
      unsure = undefined
      for (const message of waiting ?? []) tell(message)
      if (now === undefined || atStart === undefined) return undefined
      return { monotonicMs: lagMs, realtimeMs: now.realtimeMs - atStart.realtimeMs, roundTripMs: now.roundTripMs }
    },
    writeMemory: (load) =>
      new Promise((resolve, reject) => {
        listeners.push((message) => {
          if (message.type === 'memory-filled') resolve()
          if (message.type === 'failed') reject(new Error(message.message))
        })
        write({ type: 'write-memory', ...load })
      }),
  }
}
