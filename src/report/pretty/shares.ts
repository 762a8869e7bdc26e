/** The table of a scenario that was played several times: how often each session came to what, with the interval in which the true share lies. */
import Table from 'cli-table3'
import { groupBy } from '../../group-by.js'
import { idWithoutNumber } from '../../record/repetitions.js'
import type { CellResult, Report, Share } from '../../result.js'
import { percentRange, secondsRange } from '../amounts.js'
import type { Pen } from '../pen.js'
import { sessionName } from '../session-name.js'
import { decidersInWords } from '../setting.js'
import { moveName } from './moves.js'
import { noBorders } from './table.js'

export const sharesTable = ({ cells, shares = [] }: Report, pen: Pen): string => {
  const rows = new Table({
    head: ['  session', 'came to', 'how often', 'longest stall', 'what decided'].map(pen.paint.dim),
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  const firstOf = new Map(cells.map((cell) => [idWithoutNumber(cell.id), cell]))
  const told = shares.flatMap((share) => {
    const cell = firstOf.get(share.id)
    return cell === undefined || share.control ? [] : [{ share, cell }]
  })
  for (const [move, some] of groupBy(told, ({ cell: { repetition: _, ...cell } }) => moveName(cell))) {
    rows.push([{ colSpan: 5, content: pen.paint.bold(pen.say(move)) }])
    for (const { share, cell } of some) rows.push(...rowsOf(share, cell, cells, pen))
  }
  return rows
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const rowsOf = (share: Share, cell: CellResult, cells: readonly CellResult[], pen: Pen): string[][] => {
  const name = `  ${pen.say(`${sessionName(cell)} on ${cell.profile}`)}`
  const said = share.verdicts.map(({ verdict, seen, interval, causes }) => {
    const { glyph, paint } = pen.verdicts[verdict]
    const stalls = cells.flatMap((each) =>
      idWithoutNumber(each.id) === share.id && each.verdict === verdict ? [each.longestStallMs] : [],
    )
    return [
      paint(`${glyph} ${verdict}`),
      `${seen} of ${share.of} (${percentRange(interval)})`,
      stalls.length === 0 ? '' : secondsRange(stalls),
      pen.say(decidersInWords(causes).join('; ')),
    ]
  })
  const unsaid =
    share.inconclusive === 0
      ? []
      : [
          [
            pen.verdicts.inconclusive.paint(`${pen.verdicts.inconclusive.glyph} inconclusive`),
            `${share.inconclusive}`,
            '',
            '',
          ],
        ]
  return [...said, ...unsaid].map((row, index) => [index === 0 ? name : '', ...row])
}
