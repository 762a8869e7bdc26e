/** A stretch of time on one line of letters: where a moment stands, the axis above, spans drawn below. */
import type { PhaseKind } from '../plan.js'
import { seconds } from './amounts.js'
import type { Paint, Pen } from './pen.js'

export interface Scale {
  readonly fromMs: number
  readonly width: number
  readonly msPerLetter: number
}

export interface Stretch {
  readonly startMs: number
  readonly durationMs: number
}

/** The letter that a moment falls into; those before and after the line's ends stand at its ends. */
export const letterAt = ({ fromMs, width, msPerLetter }: Scale, atMs: number): number =>
  Math.max(0, Math.min(width - 1, Math.floor((atMs - fromMs) / msPerLetter)))

/** @param brief stands where stretches too short for a letter are, unless there are so many that they fill one */
export const drawn = (stretches: readonly Stretch[], scale: Scale, letter: string, brief: string): string => {
  const { fromMs: lineMs, width, msPerLetter } = scale
  const letters = Array.from({ length: width }, () => ({ coveredMs: 0, hasBrief: false }))
  for (const { startMs, durationMs } of stretches) {
    const first = letterAt(scale, startMs)
    for (const [index, each] of letters.entries()) {
      const fromMs = Math.max(startMs, lineMs + index * msPerLetter)
      const toMs = Math.min(startMs + durationMs, lineMs + (index + 1) * msPerLetter)
      each.coveredMs += Math.max(0, toMs - fromMs)
      each.hasBrief ||= index === first && durationMs < msPerLetter
    }
  }
  return letters
    .map(({ coveredMs, hasBrief }) => (coveredMs >= msPerLetter / 2 ? letter : hasBrief ? brief : ' '))
    .join('')
}

/** The times above, the ticks below. */
export const timeAxis = (scale: Scale, pen: Pen): [labels: string, axis: string] => {
  const { fromMs, width, msPerLetter } = scale
  const stepMs = tickMs(msPerLetter * fewestLettersApart)
  const axis = Array.from({ length: width }, () => pen.signs.rule)
  let labels = ''
  for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms < fromMs + width * msPerLetter; ms += stepMs) {
    const at = letterAt(scale, ms)
    axis[at] = pen.signs.tick
    labels = `${labels.padEnd(at)}${ms / 1000} s`
  }
  return [labels, axis.join('')]
}

const fewestLettersApart = 10

/** 1, 2 or 5 times a power of ten, and at least so many ms. */
const tickMs = (leastMs: number): number => {
  const power = 10 ** Math.floor(Math.log10(leastMs))
  return power * ([1, 2, 5].find((step) => step * power >= leastMs) ?? 10)
}

/** "8.2 s", "9.0 s in 3" */
export const total = (stretches: readonly Stretch[]): string => {
  const sum = seconds(stretches.reduce((sum, { durationMs }) => sum + durationMs, 0))
  return stretches.length === 1 ? sum : `${sum} in ${stretches.length}`
}

export const paintOf = (kind: PhaseKind, { paint }: Pen): Paint =>
  ({ brownout: paint.dim, blackout: paint.yellow, 'path-repair': paint.cyan, reboot: paint.magenta })[kind]
