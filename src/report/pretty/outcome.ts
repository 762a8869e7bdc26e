/** One cell of the table: "✗ died  20.0 s  ✗/~ 19.9 s", what was measured and what was predicted. */
import { isAsPredicted } from '../../agreement.js'
import type { CellResult } from '../../result.js'
import { seconds } from '../amounts.js'
import type { Pen } from '../pen.js'

export interface OutcomeColumns {
  /** Of one cell, letters. */
  readonly width: number
  /** "measured   predicted"; `undefined` where nothing was predicted. */
  readonly heading: string | undefined
  of(cell: CellResult): string
}

/** Whether it came out other than predicted. */
export const isSurprising = (cell: CellResult): boolean => isAsPredicted(cell) === false

/**
 * @param cells all that are to be aligned with each other
 * @param room letters that there are; where they are too few for both side by side, what was predicted stands below
 */
export const outcomeColumns = (cells: readonly CellResult[], room: number, pen: Pen): OutcomeColumns => {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length))
  const verdictWidth = widest(cells.map(({ verdict }) => verdict))
  const stallWidth = widest(cells.map(({ longestStallMs }) => seconds(longestStallMs)))
  const predicted = cells.flatMap(({ predicted }) => predicted ?? [])
  const glyphsWidth = widest(predicted.map((each) => glyphs(each, pen)))
  const expectedWidth = widest(predicted.map(({ stallMs }) => seconds(stallMs.typical)))

  const measuredWidth = 'x '.length + verdictWidth + 1 + stallWidth
  const predictedWidth = predicted.length === 0 ? 0 : Math.max('predicted'.length, glyphsWidth + 1 + expectedWidth)
  const besideWidth = measuredWidth + gap.length + predictedWidth
  const [between, width] = besideWidth <= room ? [gap, besideWidth] : ['\n', Math.max(measuredWidth, predictedWidth)]

  const measured = ({ verdict, longestStallMs }: CellResult): string => {
    const { glyph, paint } = pen.verdicts[verdict]
    return `${paint(`${glyph} ${verdict.padEnd(verdictWidth)}`)} ${seconds(longestStallMs).padStart(stallWidth)}`
  }
  const expected = (cell: CellResult): string => {
    if (cell.predicted === null) return ''
    const stall = seconds(cell.predicted.stallMs.typical).padStart(expectedWidth)
    const paint = isSurprising(cell) ? pen.paint.bold : pen.paint.dim
    return `${between}${paint(`${glyphs(cell.predicted, pen).padEnd(glyphsWidth)} ${stall}`)}`
  }
  return {
    width: predicted.length === 0 ? measuredWidth : width,
    heading: predicted.length === 0 ? undefined : `${'measured'.padEnd(measuredWidth)}${between}predicted`,
    of: (cell) => `${measured(cell)}${expected(cell)}`,
  }
}

const gap = '  '

/** All that may come, likeliest first: "✗", "✗/~". */
const glyphs = ({ either }: NonNullable<CellResult['predicted']>, pen: Pen): string =>
  either.map(({ verdict }) => pen.verdicts[verdict].glyph).join('/')
