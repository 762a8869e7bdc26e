/** What became of the cells of a record when they were played, or only judged, again. */
import type { CellReplayed, Outcome } from '../record/replayed.js'
import { count } from './amounts.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'

/** @param again what was done: "played again" or "judged again" */
export const renderReplay = (cells: readonly CellReplayed[], again: string, look: Look): string => {
  const pen = penFor(look)
  const agreeing = cells.filter(({ agrees }) => agrees).length
  const elsewhere = cells.filter(({ agrees, sameOffset }) => !agrees && !sameOffset).length
  const width = Math.max(...cells.map(({ id }) => id.length))
  const closing = `${again}: ${agreeing} of ${count(cells.length, 'session')} as before`
  const apart = elsewhere === 0 ? '' : `; ${elsewhere} cannot be compared: frozen at another offset within an exchange`
  return `${[...cells.map((cell) => line(cell, width, pen)), '', `${closing}${apart}`].join('\n')}\n`
}

const line = (cell: CellReplayed, width: number, pen: Pen): string => {
  const { id, now, agrees, sameOffset } = cell
  const { good, bad, note } = pen.signs
  const differs = sameOffset ? pen.paint.red(bad) : pen.paint.yellow(note)
  const said = agrees ? inWords(now) : difference(cell)
  return `${agrees ? pen.paint.green(good) : differs} ${pen.say(id).padEnd(width)}  ${pen.say(said)}`
}

/** Of a cell that does not agree. */
export const difference = ({ before, now, sameOffset }: Omit<CellReplayed, 'agrees'>): string => {
  const offsets = sameOffset ? '' : ` (frozen ${offsetInWords(before)}; now ${offsetInWords(now)})`
  return `${inWords(before)}; now ${inWords(now)}${offsets}`
}

const offsetInWords = (outcome: Outcome | undefined): string =>
  outcome?.midExchange?.length === 0 ? 'between two exchanges' : 'in the midst of one'

const inWords = (outcome: Outcome | undefined): string => {
  if (outcome === undefined) return 'not there'
  const { verdict, cause } = outcome
  if (cause === null) return verdict
  return `${verdict}: ${cause.setting === null ? cause.owner : `${cause.owner}, ${cause.setting}`}`
}
