/** One session as a thread: what is known of it from its events, and how it looks at a time. */
import { type Cell, usedAfterMs } from '../cell.js'
import { type CrowdNow, openCrowdCount } from '../crowd-count.js'
import type { EventOf, SessionEvent } from '../history.js'
import type { Letter } from './format.js'

export interface Thread {
  readonly cell: Cell
  opened: boolean
  /** Something came of it already. */
  exchanged: boolean
  /** When something last came of it, on the run's clock. */
  lastMs: number
  /** Its connection is over, and there is no new one yet. */
  broken: boolean
  reconnected: boolean
  /** It waited for longer than an unaffected one does, since its VM's migration began. */
  stalled: boolean
  /** Nothing more is to come of it, and that is in order. */
  over: boolean
  finished: boolean
  /** Asked in the end, it did not answer. */
  deaf: boolean
  /** When it died, on the run's clock. */
  diedMs: number | undefined
  /** The error that it saw last. */
  error: string | undefined
  /** Of somebody's own program: the longest time between two exchanges before the migration. */
  habitMs: number
  /** Of somebody's own program: it made connections all the time before the migration too. */
  connectsOften: boolean
  /** Of a crowd, which is one thread: what is seen of it is the one that has waited longest. */
  readonly counted: (event: EventOf<'crowd-counted'>) => CrowdNow
}

/** When a thread's VM was moved, on the run's clock; `undefined` as long as it has not been. */
export interface Move {
  readonly startedMs: number | undefined
  /** When its last phase ended. */
  readonly overMs: number | undefined
}

export const newThread = (cell: Cell): Thread => ({
  cell,
  opened: false,
  exchanged: false,
  lastMs: 0,
  broken: false,
  reconnected: false,
  stalled: false,
  over: false,
  finished: false,
  deaf: false,
  diedMs: undefined,
  error: undefined,
  habitMs: 0,
  connectsOften: false,
  counted: openCrowdCount(cell.count ?? 1),
})

/** What an event changed that is worth a line. */
export type Change =
  | { readonly kind: 'broke' | 'died'; readonly atMs: number; readonly text: string }
  | { readonly kind: 'back' | 'reconnected'; readonly atMs: number; readonly text: string; readonly tookMs: number }

/** Changes the thread by one event of its session. */
export const hearThread = (
  thread: Thread,
  event: SessionEvent | EventOf<'crowd-counted'>,
  move: Move,
  unaffectedBelowMs: number,
): Change | undefined => {
  switch (event.type) {
    case 'crowd-counted': {
      const { opened, over, doneMs } = thread.counted(event)
      thread.opened = opened
      thread.lastMs = Math.max(thread.lastMs, doneMs)
      return over ? die(thread, event.atMs, 'all of them') : undefined
    }
    case 'exchanges':
      return exchanged(thread, event.done, move, unaffectedBelowMs)
    case 'connected':
      return connected(thread, event, move)
    case 'failed': {
      const wasBroken = thread.broken
      thread.broken = true
      thread.error = event.error.code ?? event.error.message
      return wasBroken || !thread.opened ? undefined : { kind: 'broke', atMs: event.atMs, text: thread.error }
    }
    case 'gave-up':
      return die(thread, event.atMs, thread.error ?? event.because)
    case 'asked':
      thread.over = true
      thread.deaf = !event.alive
      return undefined
    case 'audited':
      return event.lost + event.duplicated + event.corrupted > 0
        ? die(thread, event.atMs, 'its data is damaged')
        : undefined
    case 'ended':
      thread.over = true
      if (event.byUs) return undefined
      if (event.exit !== 0) return die(thread, event.atMs, endText(event))
      thread.finished = true
      return undefined
    default:
      return undefined
  }
}

/** @returns nothing where it was dead already */
export const die = (thread: Thread, atMs: number, text: string): Change | undefined => {
  if (thread.diedMs !== undefined) return undefined
  thread.diedMs = atMs
  return { kind: 'died', atMs, text }
}

const endText = ({ exit, signal }: { readonly exit: number | null; readonly signal: string | null }): string =>
  signal === null ? `ended with status ${exit}` : `killed by ${signal}`

const exchanged = (
  thread: Thread,
  done: readonly (readonly [endMs: number, tookMs: number])[],
  { startedMs }: Move,
  unaffectedBelowMs: number,
): Change | undefined => {
  const last = done.at(-1)
  if (last === undefined) return undefined
  let longest: readonly [number, number] | undefined
  for (const each of done) {
    const [endMs, tookMs] = each
    const isBefore = startedMs === undefined || endMs < startedMs
    // What came first took as long as its program's start.
    if (isBefore && thread.cell.command !== undefined && thread.exchanged) {
      thread.habitMs = Math.max(thread.habitMs, tookMs)
    }
    thread.exchanged = true
    if (!isBefore && tookMs - thread.habitMs > unaffectedBelowMs && tookMs > (longest?.[1] ?? 0)) longest = each
  }
  thread.opened = true
  thread.broken = false
  thread.lastMs = Math.max(thread.lastMs, last[0])
  if (longest === undefined || thread.diedMs !== undefined) return undefined
  thread.stalled = true
  // That it is back was said when it had a new connection.
  if (thread.reconnected) return undefined
  return { kind: 'back', atMs: longest[0], text: 'answers again', tookMs: longest[1] }
}

/** Some programs make connections all the time: then a new one says nothing. */
const habitAfterMs = 1000

const connected = (
  thread: Thread,
  { atMs, attempt }: Extract<SessionEvent, { type: 'connected' }>,
  { startedMs }: Move,
): Change | undefined => {
  const { cell, lastMs, opened } = thread
  if (cell.command !== undefined && startedMs === undefined && opened && atMs - lastMs > habitAfterMs) {
    thread.connectsOften = true
  }
  const isAnew =
    cell.command === undefined ? attempt > 1 : startedMs !== undefined && atMs > startedMs && !thread.connectsOften
  thread.opened = true
  thread.broken = false
  // What is due on a new connection is due from now on.
  thread.lastMs = Math.max(lastMs, atMs)
  if (!isAnew) return undefined
  thread.reconnected = true
  return { kind: 'reconnected', atMs, text: 'connected anew', tookMs: atMs - lastMs }
}

/** An exchange begins at most this long after the one before (the slowest kind's pace). */
const paceMs = 500

/** @param lateMs by which its exchanges may be told late: they come in batches while a run goes on */
export const letterAt = (
  thread: Thread,
  atMs: number,
  move: Move,
  unaffectedBelowMs: number,
  lateMs: number,
): Letter => {
  if (thread.diedMs !== undefined) return 'd'
  if (thread.finished) return 'f'
  if (thread.broken) return 'b'
  if (!thread.opened) return '.'
  if (thread.deaf) return 's'
  const well: Letter = thread.reconnected ? 'r' : thread.stalled ? 'c' : 't'
  if (thread.over) return well
  const sinceMs = dueSinceMs(thread, move)
  if (sinceMs === undefined || atMs < sinceMs) return 'i'
  const usualMs = thread.cell.command === undefined ? (thread.cell.paceMs ?? paceMs) : thread.habitMs
  return atMs - sinceMs > unaffectedBelowMs + usualMs + lateMs ? 's' : well
}

/** Since when an exchange is due; `undefined` for a session that is to be silent now. */
const dueSinceMs = ({ cell, lastMs }: Thread, { overMs }: Move): number | undefined => {
  if (cell.shape !== 'idle') return lastMs
  if (overMs === undefined) return undefined
  return Math.max(lastMs, overMs + usedAfterMs)
}
