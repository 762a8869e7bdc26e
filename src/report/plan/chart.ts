/** A plan drawn along time: a lane for each kind of phase, however many there are of it. */
import { groupBy } from '../../group-by.js'
import { type Phase, type Plan, planEndMs } from '../../plan.js'
import type { Pen } from '../pen.js'
import { drawn, paintOf, type Scale, timeAxis, total } from '../time-line.js'

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
  const scale: Scale = { fromMs: 0, width, msPerLetter: endMs / width }
  const [labels, axis] = timeAxis(scale, pen)
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
