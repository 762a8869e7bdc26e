/** Acts that follow one another without anybody waiting in between, and the times at which they were begun and shown. */
import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './clock.js'

/** What came of an act; of one that changes something, what the kernel showed. */
export interface Done<Value = string> {
  /** When it was begun, on the run's clock. */
  readonly askedMs: number
  /** When it had taken effect. */
  readonly atMs: number
  readonly value: Value
}

/** Of an act that takes effect as it begins: when it had begun. That it had is shown later. */
export interface Begun<Value = string> extends Done<Value> {
  readonly begunMs: number
}

/** An act that nobody can run past took effect as it began, however late a busy machine lets that be seen. */
export const effectiveAsBegun = <Value>({ begunMs, ...done }: Begun<Value>): Done<Value> => ({ ...done, atMs: begunMs })

export interface Turns {
  /** Begins when what was asked for before has taken effect. */
  next<Value>(act: () => Value | Promise<Value>): Promise<Done<Value>>
  /**
   * The same, but whoever comes next begins in the same breath: the act takes effect as it begins, and is only shown later.
   * @param act is told when what lasts is over, and shows by then what it can
   */
  atOnce<Value>(act: (enough: AbortSignal) => Value | Promise<Value>): Promise<Begun<Value>>
  /** Lets so long pass since the act before it was shown, or ends when the run is called off. */
  lasts(ms: number): Promise<unknown>
}

export const openTurns = (clock: Pick<Clock, 'now'>, signal: AbortSignal): Turns => {
  let before: Promise<unknown> = Promise.resolve()
  let shownMs = 0
  let unseen = { enough: new AbortController(), done: Promise.resolve() as Promise<unknown> }
  /** Resolves when it has begun, with what it comes to. */
  const begin = <Value>(act: () => Value | Promise<Value>): Promise<{ readonly done: Promise<Begun<Value>> }> =>
    before.then(() => {
      const askedMs = clock.now()
      const acting = (async () => act())()
      const begunMs = clock.now()
      return { done: acting.then((value) => ({ askedMs, begunMs, atMs: clock.now(), value })) }
    })
  return {
    next(act) {
      const done = begin(act).then((it) => it.done)
      before = done.then(
        ({ atMs }) => {
          shownMs = atMs
        },
        () => {},
      )
      return done
    },
    atOnce(act) {
      const enough = new AbortController()
      const begun = begin(() => act(enough.signal))
      before = begun
      const done = begun.then((it) => it.done)
      unseen = { enough, done: done.catch(() => {}) }
      return done
    },
    lasts(ms) {
      const { enough, done } = unseen
      const over = before.then(async () => {
        await until(shownMs + ms, clock, signal)
        enough.abort()
        await done
      })
      before = over
      return over
    },
  }
}

/** A timer may be late by a millisecond; for so long before the moment we look at the clock instead. */
const lookMs = 2

/** Resolves at that moment, to a fraction of a millisecond. */
const until = async (momentMs: number, clock: Pick<Clock, 'now'>, signal: AbortSignal): Promise<void> => {
  const leftMs = momentMs - clock.now() - lookMs
  if (leftMs > 0) await sleep(leftMs, undefined, { signal }).catch(() => {})
  while (clock.now() < momentMs && !signal.aborted) await breath()
}
