/** A curve as two strips along the length of the pause, which grows by the same ratio from letter to letter. */
import { pointsOf } from '../../tune/bands.js'
import type { Band, Curve, Tune } from '../../tune/result.js'
import type { Pen } from '../pen.js'

const label = 'predicted  '

export const strips = (curve: Curve, { fromMs, toMs }: Pick<Tune, 'fromMs' | 'toMs'>, pen: Pen): string[] => {
  const width = Math.max(10, pen.columns - label.length - 2)
  const at = (ms: number): number =>
    Math.max(0, Math.min(width - 1, Math.round((Math.log(ms / fromMs) / Math.log(toMs / fromMs)) * (width - 1))))
  const row = (name: string, letters: readonly string[]): string => `  ${name.padEnd(label.length)}${letters.join('')}`

  const measured = Array.from({ length: width }, () => ' ')
  for (const point of pointsOf(curve.trials)) {
    const letter = letterOf(point, pen)
    const before = measured[at(point.ms)]
    // Where several share a letter, what is not the same is said.
    measured[at(point.ms)] = before === ' ' || before === letter ? letter : eitherLetter(pen)
  }
  const predicted = Array.from({ length: width }, () => ' ')
  for (const band of curve.predicted ?? []) {
    const letter = pen.paint.dim(letterOf(band, pen))
    for (let index = at(band.fromMs); index <= at(band.toMs); index++) predicted[index] = letter
  }
  return [
    row('measured', measured),
    ...(curve.predicted === null ? [] : [row('predicted', predicted)]),
    row('', [axis(fromMs, toMs, at)]),
  ]
}

const letterOf = ({ outlived, reconnected }: Pick<Band, 'outlived' | 'reconnected'>, pen: Pen): string => {
  const { unaffected, reconnected: again, died } = pen.verdicts
  if (outlived === 1) return unaffected.paint(unaffected.glyph)
  if (outlived > 0) return eitherLetter(pen)
  return reconnected === 1 ? again.paint(again.glyph) : died.paint(died.glyph)
}

const eitherLetter = ({ verdicts: { stalled } }: Pen): string => stalled.paint(stalled.glyph)

/** Powers of ten, and both ends. */
const axis = (fromMs: number, toMs: number, at: (ms: number) => number): string => {
  let line = ''
  const ticks = [fromMs, ...[100, 1000, 10_000, 100_000].filter((ms) => ms > fromMs && ms < toMs), toMs]
  for (const [index, ms] of ticks.entries()) {
    const text = `${ms / 1000} s`
    const place = index === ticks.length - 1 ? at(ms) - text.length + 1 : at(ms)
    if (line === '' || line.length < place) line = `${line.padEnd(place)}${text}`
  }
  return line
}
