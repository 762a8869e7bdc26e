/** From a history to all frames of it: what a record is played again from. */
import type { HistoryEvent } from '../history.js'
import type { CellResult } from '../result.js'
import type { Frame, Reel } from './format.js'
import { watchRun } from './watch.js'

/** As often as a run is shown while it goes on. */
export const frameEveryMs = 100
const mostFrames = 3000

/** @throws Error when the history does not begin as one does */
export const reelOf = (history: readonly HistoryEvent[], cells: readonly CellResult[] = []): Reel => {
  const events = asTheyHappened(history)
  // Nothing is told late: a session is silent when it is.
  const watch = watchRun({ lateMs: 0 })
  watch.explain(causesOf(cells))
  const lastMs = events.at(-1)?.atMs ?? 0
  const everyMs = Math.max(frameEveryMs, Math.ceil(lastMs / mostFrames))
  const frames: Frame[] = []
  let next = 0
  for (let atMs = everyMs; ; atMs += everyMs) {
    for (let event = events[next]; event !== undefined && event.atMs <= atMs; event = events[next]) {
      watch.hear(event)
      next += 1
    }
    frames.push(watch.frameAt(Math.min(atMs, lastMs)))
    if (next >= events.length) break
  }
  const head = watch.head()
  if (head === undefined) throw new Error('the history does not begin with «run-started»')
  const last = frames.pop()
  return { head, frames: last === undefined ? [] : [...frames, lastFrame(last, cells)] }
}

/** The frame in which everything is known. */
export const lastFrame = (frame: Frame, cells: readonly CellResult[]): Frame => ({
  ...frame,
  ended: frame.ended ?? 'broken off',
  ...(cells.length > 0 && { verdicts: cells.map(({ verdict }) => verdict) }),
})

/** One line of why, for each cell that was affected. */
export const causesOf = (cells: readonly CellResult[]): Map<string, string> =>
  new Map(cells.flatMap(({ id, verdict, why }) => (verdict === 'unaffected' ? [] : [[id, whyText(verdict, why)]])))

const whyText = (verdict: CellResult['verdict'], why: string): string =>
  verdict === 'inconclusive' ? `inconclusive: ${why}` : why

/** Events come in the order in which they were told, and exchanges a second's worth at a time. */
const asTheyHappened = (history: readonly HistoryEvent[]): HistoryEvent[] =>
  history
    .flatMap((event): HistoryEvent[] =>
      event.type === 'exchanges'
        ? event.done.map((each) => ({ ...event, atMs: each[0], done: [each] }))
        : // They stand at the end of a history and are not drawn.
          event.type === 'sent-again'
          ? []
          : [event],
    )
    // A record may be damaged, or somebody else's.
    .filter(({ atMs }) => Number.isFinite(atMs))
    .sort((a, b) => (a.type === 'run-started' ? -1 : b.type === 'run-started' ? 1 : a.atMs - b.atMs))
