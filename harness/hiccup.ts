/**
 * Notices when this process did not run although it wanted to: a timer that is due every 40 ms and comes late. It runs on the event
 * loop that also does the measuring, so it sees a busy host, a busy process and a long garbage collection alike: whatever could pass
 * for a session's stall.
 */
import type { Clock } from './clock.js'

const everyMs = 40
/** Shorter ones cannot turn one verdict into another: the nearest border is `unaffectedBelow`, 1 s. */
const reportedFromMs = 50

export const watchHiccups = (clock: Clock, report: (atMs: number, tookMs: number) => void): (() => void) => {
  let last = clock.now()
  const timer = setInterval(() => {
    const now = clock.now()
    const tookMs = now - last - everyMs
    last = now
    if (tookMs >= reportedFromMs) report(now, tookMs)
  }, everyMs)
  return () => clearInterval(timer)
}
