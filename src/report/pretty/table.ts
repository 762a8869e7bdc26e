/**
 * The table: moves as headings, sessions as rows, profiles side by side as columns, since that is what one compares, each with what was
 * predicted beside what was measured; below each move, in full width, why those that were not simply unaffected fared as they did. Where
 * not all profiles fit side by side, there are several tables.
 */
import Table from 'cli-table3'
import type { Report } from '../../result.js'
import type { Pen } from '../pen.js'
import { sessionName } from '../session-name.js'
import { wrap } from '../wrap.js'
import { type Move, movedCells, moveName, movesOf, silence } from './moves.js'
import { isSurprising, type OutcomeColumns, outcomeColumns } from './outcome.js'
import { knownLimitsIn, type Reason, reasonsOf } from './reasons.js'

/** Longer lines of prose read badly. */
const widest = 110
const indent = 2
const gap = 2
/** Between profiles, so that what belongs together stands nearer. */
const wideGap = 3

export const table = (report: Report, pen: Pen): string => {
  const cells = movedCells(report)
  const first = indent + gap + Math.max('session'.length, ...cells.map((cell) => pen.say(sessionName(cell)).length))
  const profiles = [...new Set(cells.map(({ profile }) => profile))]
  const columns = outcomeColumns(cells, pen.columns - first, pen)
  const fitting = Math.max(1, Math.floor((pen.columns - first + wideGap) / (columns.width + wideGap)))
  const tables: string[] = []
  for (let at = 0; at < profiles.length; at += fitting) {
    tables.push(oneTable(movesOf(report), profiles.slice(at, at + fitting), first, columns, pen))
  }
  return tables.join('\n\n')
}

const oneTable = (
  moves: readonly Move[],
  profiles: readonly string[],
  first: number,
  columns: OutcomeColumns,
  pen: Pen,
): string => {
  const columnWidth = columns.width + wideGap
  const width = Math.min(pen.columns, Math.max(widest, first + profiles.length * columnWidth))
  // The last column takes what is left, so that headings and reasons have the full width.
  const widths = profiles.map((_, index) =>
    index === profiles.length - 1 ? width - first - (profiles.length - 1) * columnWidth : columnWidth,
  )
  const rows = new Table({
    colWidths: [first, ...widths],
    chars: noBorders,
    truncate: pen.signs.ellipsis,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    wordWrap: true,
  })
  const told = sharedDoubts(moves)
  const across = (content: string) => [{ colSpan: profiles.length + 1, content }]
  rows.push([
    `${' '.repeat(indent)}session`,
    ...profiles.map((profile) => pen.paint.bold(shorten(profile, columns.width, pen))),
  ])
  if (columns.heading !== undefined) rows.push(['', ...profiles.map(() => pen.paint.dim(columns.heading ?? ''))])
  rows.push(across(pen.signs.rule.repeat(width)))
  for (const move of moves) {
    rows.push(across(`${pen.paint.bold(pen.say(moveName(move)))} ${pen.signs.dot} ${pen.say(silence(move))}`))
    for (const session of new Set(move.cells.map(sessionName))) {
      const row = move.cells.filter((cell) => sessionName(cell) === session)
      rows.push([
        `${row.some(isSurprising) ? pen.signs.note.padEnd(indent) : ' '.repeat(indent)}${pen.say(session)}`,
        ...profiles.map((profile) =>
          row
            .filter((cell) => cell.profile === profile)
            .map(columns.of)
            .join('\n'),
        ),
      ])
    }
    const shown = move.cells.filter(({ profile, why }) => profiles.includes(profile) && !told.has(why))
    const limits = knownLimitsIn(shown).map(({ who, why }) => ({ who: `known limit, ${who}`, why }))
    for (const reason of [...reasonsOf(shown), ...limits]) rows.push(across(inWords(reason, width, pen)))
  }
  return rows
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Why nothing can be said of sessions to several VMs is told before the table, once. */
const sharedDoubts = (moves: readonly Move[]): ReadonlySet<string> => {
  const whys = moves.flatMap(({ cells }) => [
    ...new Set(cells.filter(({ verdict }) => verdict === 'inconclusive').map(({ why }) => why)),
  ])
  return new Set(whys.filter((why, index) => whys.indexOf(why) !== index))
}

const inWords = ({ who, why }: Reason, width: number, pen: Pen): string => {
  const margin = ' '.repeat(indent + gap)
  return wrap(`${pen.say(who)}: ${pen.say(why)}`, width - margin.length - gap)
    .map((line, index) => pen.paint.dim(`${margin}${index === 0 ? '' : ' '.repeat(gap)}${line}`))
    .join('\n')
}

const shorten = (text: string, room: number, pen: Pen): string => {
  const safe = pen.say(text)
  return safe.length <= room ? safe : `${safe.slice(0, room - pen.signs.ellipsis.length)}${pen.signs.ellipsis}`
}

/** None: rules and space group better, and what is copied from it stays text. */
const places = ['top', 'bottom', 'left', 'right', 'mid', 'middle'] as const
const ends = ['mid', 'left', 'right'] as const
export const noBorders = Object.fromEntries(
  [...places, ...places.flatMap((place) => ends.map((end) => `${place}-${end}`))].map((place) => [place, '']),
)
