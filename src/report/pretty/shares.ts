/** The table of a scenario that was played several times. */
import Table from 'cli-table3'
import { groupBy } from '../../group-by.js'
import type { Report } from '../../result.js'
import type { Pen } from '../pen.js'
import { toldShares } from '../shares.js'
import { noBorders } from './table.js'

export const sharesTable = (report: Report, pen: Pen): string => {
  const rows = new Table({
    head: ['  session', 'came to', 'how often', 'longest stall', 'what decided'].map(pen.paint.dim),
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  for (const [move, some] of groupBy(toldShares(report), ({ move }) => move)) {
    rows.push([{ colSpan: 5, content: pen.paint.bold(pen.say(move)) }])
    for (const { session, outcomes } of some) {
      for (const [index, { verdict, often, stall, decided }] of outcomes.entries()) {
        const { glyph, paint } = pen.verdicts[verdict]
        const name = index === 0 ? `  ${pen.say(session)}` : ''
        rows.push([name, paint(`${glyph} ${verdict}`), often, stall, pen.say(decided)])
      }
    }
  }
  return rows
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}
