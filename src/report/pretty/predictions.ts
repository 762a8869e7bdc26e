/** How far what was measured is what was to be expected. A disagreement is a finding about the model, the machine or the session. */
import { isAsPredicted } from '../../agreement.js'
import { groupBy } from '../../group-by.js'
import type { CellResult, Report } from '../../result.js'
import { count } from '../amounts.js'
import { deciderOf, expectation, farFrom } from '../expectation.js'
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
  /** "died, predicted was stalled for 26.7 s (died if 892 s longer). Measured: client kernel gave up …" */
  readonly text: string
}

/** Sessions that came out alike, and were to come out alike, are told once. */
export const disagreements = (report: Report): readonly Disagreement[] => {
  const others = movedCells(report).filter((cell) => isAsPredicted(cell) === false)
  const alike = groupBy(others, ({ verdict, predicted, why }) =>
    JSON.stringify([verdict, predicted?.verdict, deciderOf(predicted?.decides ?? null), timeless(why)]),
  )
  return [...alike.values()].map((cells) => {
    const verdict = cells[0]?.verdict ?? 'inconclusive'
    const predicted = cells.flatMap(({ predicted }) => predicted ?? [])
    const why = together(cells.map(({ why }) => why))
    return {
      cells,
      text: `${verdict}, predicted was ${expectation(predicted)}${farFrom(predicted, verdict)}. Measured: ${why}`,
    }
  })
}
