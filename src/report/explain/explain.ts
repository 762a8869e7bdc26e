/** The story of one session: its time line, what happened one thing after another, and what it means. */
import type { HistoryEvent } from '../../history.js'
import type { Report } from '../../result.js'
import { seconds } from '../amounts.js'
import type { Look } from '../look.js'
import { type Pen, penFor } from '../pen.js'
import { moveName } from '../pretty/moves.js'
import { sessionName } from '../session-name.js'
import { wrap } from '../wrap.js'
import { storyChart } from './chart.js'
import { happeningLines } from './list.js'
import { isTold, type Told, toldOf } from './told.js'
import { wordLines } from './words.js'

/** @returns text that ends with a line feed. @throws Error when the run has no such cell */
export const explain = (history: readonly HistoryEvent[], report: Report, id: string, look: Look): string => {
  const pen = penFor(look)
  const told = toldOf(history, report, ({ result }) => result.id === id)[0]
  if (told === undefined) throw new Error(`no cell ${id} in this run`)
  return `${[[heading(told, pen)], storyChart(told, pen), happeningLines(told, pen), wordLines(told, pen)]
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** The stories of all sessions that were not simply unaffected, without the list; nothing where there are none. */
export const explainAffected = (
  histories: readonly (readonly HistoryEvent[])[],
  report: Report,
  look: Look,
): string => {
  const pen = penFor(look)
  const rule = `${pen.paint.dim(pen.signs.rule.repeat(pen.columns))}\n`
  const isWanted = ({ result }: Pick<Told, 'result'>): boolean =>
    result.verdict !== 'unaffected' && isTold(result, histories)
  return histories
    .flatMap((history) => toldOf(history, report, isWanted))
    .map((told) => `${rule}${[heading(told, pen), ...storyChart(told, pen), '', ...wordLines(told, pen)].join('\n')}\n`)
    .join('')
}

const heading = ({ result }: Told, pen: Pen): string => {
  const { glyph, paint } = pen.verdicts[result.verdict]
  const where = result.control ? 'the VM that was not moved' : moveName(result)
  const one = result.crowd === undefined ? '' : 'one of '
  const name = pen.say(`${one}${sessionName(result)} on ${result.profile}, ${where}`)
  const verdict = `${glyph} ${result.verdict}`
  const stall = result.longestStallMs === 0 ? '' : `, longest stall ${seconds(result.longestStallMs)}`
  return wrap(`${name}: ${verdict}${stall}`, pen.columns)
    .join('\n')
    .replace(name, () => pen.paint.bold(name))
    .replace(verdict, () => paint(verdict))
}
