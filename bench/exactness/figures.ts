/** From what was seen of many blackouts to how far they were off: distributions, in ms. */
import { build } from 'hdr-histogram-js'
import type { Seen } from './observed.js'

export interface Distribution {
  readonly count: number
  readonly median: number
  readonly p99: number
  readonly max: number
}

/** Of a blackout of this length, or of none: then it is what the observers add by themselves. */
export interface Sample {
  readonly lengthMs: number
  readonly seen: Seen
}

/** How far off a blackout was, whatever the direction. */
export const offs = {
  'frozen, off the plan': ({ lengthMs, seen }) => Math.abs(seen.frozenMs - lengthMs),
  'silent, off the plan': ({ lengthMs, seen }) => Math.max(...seen.silentMs.map((ms) => Math.abs(ms - lengthMs))),
  'first to last process': ({ seen }) => seen.firstToLastMs,
  'stop to cut': ({ seen }) => seen.stopToCutMs,
} satisfies Record<string, (sample: Sample) => number>

export type Off = keyof typeof offs
export type Figures = Readonly<Record<Off, Readonly<Record<string, Distribution>>>>

export const together = 'all'

/** Apart for each length, and together. */
export const figuresOf = (samples: readonly Sample[]): Figures => {
  const lengths = [...new Set(samples.map(({ lengthMs }) => lengthMs))].sort((a, b) => a - b)
  const of = (off: Off) =>
    Object.fromEntries(
      [...lengths, together].map((length) => [
        length,
        distributionOf(samples.filter(({ lengthMs }) => length === together || lengthMs === length).map(offs[off])),
      ]),
    )
  return Object.fromEntries((Object.keys(offs) as Off[]).map((off) => [off, of(off)])) as Figures
}

/** A histogram counts whole numbers: hundredths of a millisecond. */
const unitsPerMs = 100

const distributionOf = (all: readonly number[]): Distribution => {
  // What the observers missed is none of them: the count says so.
  const values = all.filter(Number.isFinite)
  const histogram = build({ numberOfSignificantValueDigits: 3 })
  for (const value of values) histogram.recordValue(Math.round(value * unitsPerMs))
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / unitsPerMs
  return { count: values.length, median: at(50), p99: at(99), max: histogram.maxValue / unitsPerMs }
}
