/** Why each phase of a plan is that long. Phases that differ in numbers only are told once where there are many. */
import { groupBy } from '../../group-by.js'
import type { Phase } from '../../plan.js'
import { secondsRange } from '../amounts.js'
import type { Pen } from '../pen.js'
import { hangOrDrop } from '../wrap.js'
import { phaseName } from './chart.js'

/** More are summarised. */
const mostTold = 8

export const phaseLines = (phases: readonly Phase[], pen: Pen): string[] => {
  const alike =
    phases.length <= mostTold ? phases.map((phase) => [phase]) : [...groupBy(phases, withoutNumbers).values()]
  const told = alike.slice(0, mostTold)
  const width = Math.max(...told.map((some) => lengthOf(some).length))
  const labelWidth = Math.max(...told.map(([first]) => (first === undefined ? 0 : phaseName(first).length)))
  const lines = told.map((some) => {
    const [first] = some
    if (first === undefined) return ''
    const at = `+${(first.startMs / 1000).toFixed(1)} s`.padStart('+1234.5 s'.length)
    const head = `${at}  ${phaseName(first).padEnd(labelWidth)}  ${lengthOf(some).padStart(width)}  `
    const why = some.length === 1 ? first.because : `${first.because} (the first of ${some.length} alike)`
    const line = hangOrDrop(head, pen.say(why), pen.columns)
    return first.kind === 'blackout' ? pen.paint.yellow(line) : line
  })
  const rest = alike.slice(mostTold).flat().length
  return rest === 0 ? lines : [...lines, `${' '.repeat('+1234.5 s  '.length)}and ${rest} more phases`]
}

const withoutNumbers = (phase: Phase): string => `${phaseName(phase)} ${phase.because.replaceAll(/\d+(\.\d+)?/g, '#')}`

/** "8.2 s", "30 x 0.41 to 0.45 s" */
const lengthOf = (some: readonly Phase[]): string => {
  const each = secondsRange(some.map(({ durationMs }) => durationMs))
  return some.length === 1 ? each : `${some.length} x ${each}`
}
