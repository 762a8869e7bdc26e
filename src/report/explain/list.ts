/** What happened, a line a thing: when, who, what. */
import type { Pen } from '../pen.js'
import { hangOrDrop } from '../wrap.js'
import { type Happening, happenings } from './happenings.js'
import type { Told } from './told.js'

/** Of more, those in the middle are only counted. */
const mostTold = 48

export const happeningLines = (told: Told, pen: Pen): string[] => {
  const all = happenings(told)
  const lines = (some: readonly Happening[]): string[] => some.map((each) => line(each, pen))
  const skipped = all.length - mostTold
  if (skipped <= 0) return lines(all)
  const [first, last] = [all.slice(0, mostTold / 2), all.slice(-mostTold / 2)]
  return [...lines(first), `${' '.repeat(timeWidth + 2)}and ${skipped} more, all of them in the record`, ...lines(last)]
}

const timeWidth = '+1234.56 s'.length
const whoWidth = 'VM kernel'.length

const line = ({ atMs, who, what }: Happening, pen: Pen): string => {
  const head = `${since(atMs).padStart(timeWidth)}  ${who.padEnd(whoWidth)}  `
  const text = hangOrDrop(head, pen.say(what), pen.columns)
  return who === 'VM' ? pen.paint.yellow(text) : text
}

/** "+19.93 s"; of what came before, "-3.32 s". */
const since = (atMs: number): string => {
  const s = (atMs / 1000).toFixed(2)
  return `${atMs < 0 || Number(s) === 0 ? '' : '+'}${Number(s) === 0 ? '0.00' : s} s`
}
