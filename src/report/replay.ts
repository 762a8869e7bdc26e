/** What became of the cells of a record when they were played, or only judged, again. */
import type { CellReplayed, Outcome } from '../record/replayed.js'
import { count } from './amounts.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'

/** @param again what was done: "played again" or "judged again" */
export const renderReplay = (cells: readonly CellReplayed[], again: string, look: Look): string => {
  const pen = penFor(look)
  const agreeing = cells.filter(({ agrees }) => agrees).length
  const width = Math.max(...cells.map(({ id }) => id.length))
  const closing = `${again}: ${agreeing} of ${count(cells.length, 'session')} as before`
  return `${[...cells.map((cell) => line(cell, width, pen)), '', closing].join('\n')}\n`
}

const line = ({ id, before, now, agrees }: CellReplayed, width: number, pen: Pen): string => {
  const { good, bad } = pen.signs
  const sign = agrees ? pen.paint.green(good) : pen.paint.red(bad)
  const said = agrees ? inWords(now) : `${inWords(before)}; now ${inWords(now)}`
  return `${sign} ${pen.say(id).padEnd(width)}  ${pen.say(said)}`
}

export const inWords = (outcome: Outcome | undefined): string => {
  if (outcome === undefined) return 'not there'
  const { verdict, cause } = outcome
  if (cause === null) return verdict
  return `${verdict}: ${cause.setting === null ? cause.owner : `${cause.owner}, ${cause.setting}`}`
}
