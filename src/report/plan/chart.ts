/** A plan drawn along time: a lane for each kind of phase, however many there are of it. */
import { groupBy } from '../../group-by.js'
import { type Phase, type PhaseKind, type Plan, planEndMs } from '../../plan.js'
import { seconds } from '../amounts.js'
import type { Pen } from '../pen.js'

/** "brownout", "blackout, drop" */
export const phaseName = ({ kind, wire }: Pick<Phase, 'kind' | 'wire'>): string =>
  wire === 'none' ? kind : `${kind}, ${wire}`

/** Lines; none for a plan that does nothing. A phase that is too short for the scale is a stroke, so that it shows. */
export const chart = (plan: Plan, pen: Pen): string[] => {
  const endMs = planEndMs(plan)
  if (endMs === 0) return []
  const lanes = [...groupBy(plan.phases, phaseName)]
  const labelWidth = Math.max(...lanes.map(([name]) => name.length))
  const totals = lanes.map(([, phases]) => total(phases))
  const room =
    pen.columns - indent.length - labelWidth - gap.length * 2 - Math.max(...totals.map(({ length }) => length))
  const width = Math.max(narrowest, Math.min(widest, room))
  const scale: Scale = { width, msPerLetter: endMs / width }
  const [labels, axis] = timeAxis(scale, endMs, pen)
  const margin = ' '.repeat(indent.length + labelWidth + gap.length)
  return [
    `${margin}${labels}`,
    `${margin}${axis}`,
    ...lanes.map(([name, phases], index) => {
      const [{ kind } = { kind: 'brownout' as const }] = phases
      const bar = paintOf(kind, pen)(drawn(phases, scale, pen.phases[kind], pen.signs.brief))
      return `${indent}${name.padEnd(labelWidth)}${gap}${bar}${gap}${totals[index]}`
    }),
  ]
}

const indent = '  '
const gap = '  '
const narrowest = 2
const widest = 72

interface Scale {
  readonly width: number
  readonly msPerLetter: number
}

/** "8.2 s", "9.0 s in 3" */
const total = (phases: readonly Phase[]): string => {
  const sum = seconds(phases.reduce((sum, { durationMs }) => sum + durationMs, 0))
  return phases.length === 1 ? sum : `${sum} in ${phases.length}`
}

/** @param brief stands where phases too short for a letter are, unless there are so many that they fill one */
const drawn = (phases: readonly Phase[], { width, msPerLetter }: Scale, letter: string, brief: string): string => {
  const letters = Array.from({ length: width }, () => ({ coveredMs: 0, hasBrief: false }))
  for (const { startMs, durationMs } of phases) {
    const first = Math.min(width - 1, Math.floor(startMs / msPerLetter))
    for (const [index, each] of letters.entries()) {
      const fromMs = Math.max(startMs, index * msPerLetter)
      const toMs = Math.min(startMs + durationMs, (index + 1) * msPerLetter)
      each.coveredMs += Math.max(0, toMs - fromMs)
      each.hasBrief ||= index === first && durationMs < msPerLetter
    }
  }
  return letters
    .map(({ coveredMs, hasBrief }) => (coveredMs >= msPerLetter / 2 ? letter : hasBrief ? brief : ' '))
    .join('')
}

/** The times above, the ticks below. */
const timeAxis = ({ width, msPerLetter }: Scale, endMs: number, pen: Pen): [labels: string, axis: string] => {
  const stepMs = tickMs(msPerLetter * fewestLettersApart)
  const axis = Array.from({ length: width }, () => pen.signs.rule)
  let labels = ''
  for (let ms = 0; ms < endMs; ms += stepMs) {
    const at = Math.floor(ms / msPerLetter)
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

const paintOf = (kind: PhaseKind, { paint }: Pen) =>
  ({ brownout: paint.dim, blackout: paint.yellow, 'path-repair': paint.cyan, reboot: paint.magenta })[kind]
