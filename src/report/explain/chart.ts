/** A session's time line: the VM's phases above as they were achieved, the session's lanes below, and when the VM was back and the session died. */
import { groupBy } from '../../group-by.js'
import type { Pen } from '../pen.js'
import { phaseName } from '../plan/chart.js'
import { drawn, letterAt, paintOf, type Scale, timeAxis, total } from '../time-line.js'
import { type Lane, lanesOf } from './lanes.js'
import { type Moment, momentsOf, stretchOf } from './moments.js'
import type { Told } from './told.js'

const indent = '  '
const gap = '  '
const labelWidth = 'path-repair, unreachable'.length
const noteWidth = '12.3 s in 3'.length
const narrowest = 20
const widest = 90

export const storyChart = (told: Told, pen: Pen): string[] => {
  const phases = groupBy(
    told.result.achieved.map((phase) => ({ ...phase, durationMs: phase.durationMs ?? told.lastMs - phase.startMs })),
    phaseName,
  )
  const labels = [...phases.keys(), ...subjects].map(({ length }) => length)
  const width = Math.max(...labels.filter((length) => length <= labelWidth))
  const scale = scaleOf(told, pen.columns - indent.length - width - gap.length * 2 - noteWidth)
  const moments = momentsOf(told).map(({ kind, atMs, name }) => ({
    atMs,
    name: kind === 'dead' ? `${pen.signs.bad} ${name}` : name,
  }))
  const guides = moments.map(({ atMs }) => letterAt(scale, atMs))
  const margin = ' '.repeat(indent.length + width + gap.length)
  const line = (label: string, bar: string, note: string): string =>
    `${indent}${label.padEnd(width)}${gap}${bar}${note === '' ? '' : `${gap}${note}`}`.trimEnd()
  const [times, axis] = timeAxis(scale, pen)
  return [
    `${margin}${times}`,
    `${margin}${axis}`,
    ...[...phases].map(([name, some]) => {
      const kind = some[0]?.kind ?? 'brownout'
      return line(name, paintOf(kind, pen)(drawn(some, scale, pen.phases[kind], pen.signs.brief)), total(some))
    }),
    ...lanesOf(told, scale, pen).map((lane) => line(lane.label, withGuides(lane, guides, pen), lane.note)),
    ...momentLines(moments, scale).map((text) => `${margin}${text}`.trimEnd()),
    ...legend(told, scale, pen, pen.columns - margin.length).map((text) => pen.paint.dim(`${margin}${text}`)),
  ]
}

const subjects = ['exchanges', 'sent again', 'timer', 'connects', 'service saw', 'neighbour']

const scaleOf = (told: Told, room: number): Scale => {
  const width = Math.max(narrowest, Math.min(widest, room))
  const { fromMs, toMs } = stretchOf(told)
  return { fromMs, width, msPerLetter: (toMs - fromMs) / width }
}

/** Names below their moments, on as few lines as they fit on. */
const momentLines = (moments: readonly Pick<Moment, 'atMs' | 'name'>[], scale: Scale): string[] => {
  const lines: string[] = []
  for (const { atMs, name } of moments) {
    // Near the right end a name ends at its moment.
    const at = letterAt(scale, atMs)
    const from = at + name.length > scale.width + noteWidth ? Math.max(0, at - name.length) : at
    const fits = lines.findIndex((line) => line.length < from)
    if (fits >= 0) lines[fits] = `${lines[fits]?.padEnd(from)}${name}`
    else lines.push(`${' '.repeat(from)}${name}`)
  }
  return lines
}

const withGuides = ({ letters }: Lane, guides: readonly number[], pen: Pen): string =>
  letters
    .map((each, at) =>
      each === undefined ? (guides.includes(at) ? pen.paint.dim(pen.story.guide) : ' ') : each.paint(each.letter),
    )
    .join('')

/** Only of what is there. */
const legend = (told: Told, scale: Scale, pen: Pen, columns: number): string[] => {
  const letters = lanesOf(told, scale, pen).flatMap(({ letters }) => letters.flatMap((each) => each?.letter ?? []))
  const { busy, quiet, wait, open } = pen.story
  const meanings: readonly (readonly [sign: string, meaning: string])[] = [
    [busy, 'exchanges'],
    [quiet, 'fewer'],
    [wait, 'waiting'],
    [pen.signs.bad, 'failed or ended'],
    [open, 'connected'],
    [pen.signs.dot, 'a timer runs'],
    [pen.signs.note, 'it fires'],
  ]
  const lines: string[] = []
  for (const [sign, meaning] of meanings.filter(([sign]) => letters.includes(sign))) {
    const longer = [...lines.slice(-1), `${sign} ${meaning}`].join(gap)
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer
    else lines.push(`${sign} ${meaning}`)
  }
  return lines
}
