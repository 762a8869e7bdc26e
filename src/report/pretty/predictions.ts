/** How far what was measured is what was to be expected. A disagreement is a finding about the model, the machine or the session. */
import { groupBy } from '../../group-by.js'
import { type CellResult, isAsPredicted, type Report } from '../../result.js'
import { count } from '../amounts.js'
import { deciderOf, expectation } from '../expectation.js'
import { movedCells } from './moves.js'
import { timeless, together } from './reasons.js'

/** Nothing where nothing was predicted. */
export const predictions = (report: Report): readonly string[] => {
  const agree = movedCells(report).flatMap((cell) => isAsPredicted(cell) ?? [])
  if (agree.length === 0) return []
  const agreed = agree.filter((each) => each).length
  const others = agreed === agree.length ? '' : '; the others are told first'
  return [`${agreed} of ${count(agree.length, 'session')} came out as predicted${others}`]
}

export interface Disagreement {
  readonly cells: readonly CellResult[]
  /** "stalled; predicted: died at 20.0 s: net.ipv4.tcp_retries2=5" and why it came out as it did. */
  readonly text: string
}

/** Sessions that came out alike, and were to come out alike, are told once. */
export const disagreements = (report: Report): readonly Disagreement[] => {
  const others = movedCells(report).filter((cell) => isAsPredicted(cell) === false)
  const alike = groupBy(others, ({ verdict, predicted, why }) =>
    JSON.stringify([verdict, predicted?.verdict, deciderOf(predicted?.decides ?? null), timeless(why)]),
  )
  return [...alike.values()].map((cells) => ({
    cells,
    text: `${cells[0]?.verdict} (${together(cells.map(({ why }) => why))}), predicted: ${expectation(
      cells.flatMap(({ predicted }) => predicted ?? []),
    )}`,
  }))
}
