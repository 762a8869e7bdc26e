/** How far what was measured is what was to be expected. A disagreement is a finding about the model, the machine or the session. */
import type { CellResult, Report } from '../../result.js'
import { count } from '../amounts.js'
import { movedCells, moveName } from './moves.js'

const shown = 5

/** Nothing where nothing was predicted. */
export const predictions = (report: Report): readonly string[] => {
  const conclusive = movedCells(report).filter((cell) => cell.predicted !== null && cell.verdict !== 'inconclusive')
  if (conclusive.length === 0) return []
  const others = conclusive.filter((cell) => !isExpected(cell))
  const agreed = `${conclusive.length - others.length} of ${count(conclusive.length, 'session')} came out as predicted`
  if (others.length === 0) return [agreed]
  const rest = others.length > shown ? [`and ${others.length - shown} more`] : []
  return [`${agreed}, not these:`, ...others.slice(0, shown).map(inWords), ...rest]
}

/** A prediction may say "either": each of its verdicts is expected. */
const isExpected = ({ predicted, verdict }: CellResult): boolean =>
  predicted?.either.some((each) => each.verdict === verdict) === true

const inWords = (cell: CellResult): string =>
  `${moveName(cell)}, ${cell.session} on ${cell.profile}: ${cell.verdict}, predicted ${cell.predicted?.verdict}`
