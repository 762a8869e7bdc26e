/** Gathers finished exchanges so that the history gets a line a second rather than one each. */
import type { Clock } from '../clock.js'

export interface ExchangeLog {
  /** One that began then and has ended now, or when it is said. */
  add(startedMs: number, endedMs?: number): void
  /** The next is told at once. */
  tellNext(): void
  flush(): void
}

type Done = readonly (readonly [endMs: number, tookMs: number])[]

/** Finished exchanges are told at most this late. */
const usuallyEveryMs = 1000
/** An exchange that took longer is told at once: somebody may be waiting for it. */
const tellAtOnceMs = 500

export const exchangeLog = (
  clock: Clock,
  say: (event: { readonly type: 'exchanges'; readonly atMs: number; readonly done: Done }) => void,
  tellEveryMs = usuallyEveryMs,
): ExchangeLog => {
  let done: [number, number][] = []
  let since = 0
  let isWaitedFor = false
  const flush = (): void => {
    if (done.length > 0) say({ type: 'exchanges', atMs: clock.now(), done })
    done = []
  }
  return {
    flush,
    tellNext() {
      isWaitedFor = true
    },
    add(startedMs, endedMs = clock.now()) {
      if (done.length === 0) since = endedMs
      const tookMs = Math.round((endedMs - startedMs) * 100) / 100
      done.push([endedMs, tookMs])
      if (isWaitedFor || endedMs - since >= tellEveryMs || tookMs >= tellAtOnceMs) flush()
      isWaitedFor = false
    },
  }
}
