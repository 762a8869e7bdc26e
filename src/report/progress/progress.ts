/** Shows how a run gets on: drawn anew on a terminal, a line for each change elsewhere. It only listens. */
import { createLogUpdate } from 'log-update'
import type { HistoryEvent } from '../../history.js'
import type { Look } from '../look.js'
import { penFor } from '../pen.js'
import { changes } from './lines.js'
import { live } from './live.js'
import { hear, newState } from './state.js'
import { type RunView, viewAt, type Waits } from './view.js'

export interface Progress {
  hear(event: HistoryEvent): void
  /** Shows nothing any more; what was drawn on a terminal is taken away. */
  stop(): void
}

const drawEveryMs = 200

/** @param redraw whether `out` is a terminal that can be drawn on */
export const showProgress = (
  out: NodeJS.WriteStream,
  { look, redraw, waits }: { look: Look; redraw: boolean; waits: Waits },
): Progress => {
  const state = newState()
  const screen = redraw ? createLogUpdate(out) : undefined
  let heardAt: { readonly atMs: number; readonly ours: number } | undefined
  let shown: RunView | undefined

  const show = (atMs: number): void => {
    const view = viewAt(state, atMs, waits)
    // The terminal may be made narrower meanwhile.
    const pen = penFor({ ...look, columns: out.columns ?? look.columns })
    if (screen) screen(live(view, pen, out.rows ?? 24))
    else for (const line of changes(shown, view, pen)) out.write(`${line}\n`)
    shown = view
  }
  const timer = setInterval(() => {
    // The run's clock goes on while nothing happens.
    if (heardAt) show(heardAt.atMs + performance.now() - heardAt.ours)
  }, drawEveryMs)
  timer.unref()

  return {
    hear(event) {
      hear(state, event)
      if (heardAt === undefined || event.atMs > heardAt.atMs) heardAt = { atMs: event.atMs, ours: performance.now() }
      // Sessions tell thousands of things a second; the timer shows them all at once.
      if (!screen && !('cell' in event)) show(event.atMs)
    },
    stop() {
      clearInterval(timer)
      screen?.clear()
      screen?.done()
    },
  }
}
