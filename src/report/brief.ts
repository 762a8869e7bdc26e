/** Each session in a few lines: its verdict, why, and what proves it. For one or two sessions; many are better in a table. */
import type { CellResult, Report } from '../result.js'
import { seconds } from './amounts.js'
import { type Pen, penFor } from './pen.js'
import { movedCells, moveName, movesOf, silence } from './pretty/moves.js'
import { control, selfCheck } from './pretty/trust.js'
import type { Reporter } from './reporter.js'
import { sessionName } from './session-name.js'
import { hang, wrap } from './wrap.js'

export const brief: Reporter = {
  summary: 'each session in a few lines',

  render(report, { look, record }) {
    const pen = penFor(look)
    const line = (head: string, text: string) =>
      hang(`  ${head.padEnd('Control'.length)}  `, pen.say(text), pen.columns)
    const known = report.cells.some(({ control, verdict }) => control && verdict !== 'inconclusive')
    return `${[
      ...movedCells(report).map((cell) => story(cell, report, pen)),
      [
        ...(known ? [line('Control', control(report)), line('Pause', selfCheck(report))] : []),
        ...(record === undefined ? [] : [line('Record', `${record}, what the programs printed in ${record}/output`)]),
      ].join('\n'),
    ].join('\n\n')}\n`
  },
}

/** More is for `outlive explain`. */
const mostEvidence = 6

const story = (cell: CellResult, report: Report, pen: Pen): string => {
  const { verdict, longestStallMs, profile, why, cause } = cell
  const { glyph, paint } = pen.verdicts[verdict]
  const stall = verdict === 'inconclusive' ? '' : ` ${seconds(longestStallMs)}`
  const move = movesOf(report).find(({ cells }) => cells.includes(cell))
  const about = [moveName(cell), ...(move === undefined ? [] : [silence(move)]), `${sessionName(cell)} on ${profile}`]
  const text = (said: string): string[] => wrap(pen.say(said), pen.columns - 2).map((each) => `  ${each}`)
  const evidence = cause?.evidence.slice(0, mostEvidence) ?? []
  const others = cause?.others.map(({ owner, text }) => `Or ${owner}: ${text}`) ?? []
  return [
    `${paint(`${glyph} ${verdict}${stall}`)}  ${pen.paint.dim(pen.say(about.join(`, `)))}`,
    ...text(why).map(pen.paint.bold),
    ...cell.shortfalls.flatMap((each) => text(`Not as the scenario expects: ${each}`).map(pen.paint.red)),
    ...evidence.map((each) => pen.paint.dim(hang(`    ${pen.signs.dot} `, pen.say(each), pen.columns))),
    ...others.flatMap(text),
    ...(cell.knownLimits ?? []).flatMap((each) => text(`Known limit: ${each}`)),
  ].join('\n')
}
