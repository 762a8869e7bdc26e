/** The stall that a rule has to explain, and what of it was not the silence itself. */
import type { CellFacts, Span } from '../facts.js'
import type { Finding } from '../finding.js'
import { at } from './evidence.js'
import { type Silence, seconds, silencesOf } from './when.js'

export interface Stall {
  readonly fromMs: number
  readonly toMs: number
  /** The last silence within it; `undefined` where the VM was never away meanwhile. */
  readonly silence: Silence | undefined
  /** What came after the VM could be talked to again, ms. */
  readonly tailMs: number
  /** From when the VM was back until the network had found it, ms. */
  readonly searchMs: number
  /** "silent for 25.4 s, the last 8.4 s of it after the VM was back" */
  readonly story: string
}

/** What is answered sooner after a silence waited for nothing but a round trip, however quick those were before. */
const shortestMs = 50
/** As this session's own typically were before the migration: an emulated guest takes its time. */
const roundTripOf = ({ exchanges, vm: { startedMs = 0 } }: CellFacts): number => {
  const before = exchanges
    .filter(([endMs]) => endMs < startedMs)
    .map(([, tookMs]) => tookMs)
    .sort((a, b) => a - b)
  return Math.max(shortestMs, before[before.length >> 1] ?? 0)
}

export const stallOf = (cell: CellFacts, { stall }: Finding): Stall | undefined => {
  if (stall?.toMs === undefined) return undefined
  const { vm } = cell
  const roundTripMs = roundTripOf(cell)
  const { fromMs, toMs } = stall as Required<Span> & { toMs: number }
  const silence = silencesOf(vm).findLast((each) => each.fromMs < toMs && (each.overMs ?? toMs) > fromMs)
  const tailMs = silence?.overMs === undefined ? 0 : toMs - silence.overMs
  const awayMs = silence?.backMs === undefined ? 0 : toMs - silence.backMs
  const totalMs = toMs - fromMs
  // Where the network has not found a VM yet, what it still sends arrives, and the stall begins later.
  const share = awayMs < totalMs ? `the last ${seconds(awayMs)} of it` : 'all of it'
  const tail = awayMs >= roundTripMs ? `, ${share} after the VM was back` : ''
  return {
    fromMs,
    toMs,
    silence,
    searchMs: (silence?.overMs ?? 0) - (silence?.backMs ?? 0),
    tailMs: tailMs >= roundTripMs ? tailMs : 0,
    story: `silent for ${seconds(totalMs)}${tail}`,
  }
}

/** What every stall is proved by. */
export const stallLine = ({ fromMs, toMs }: Stall, cell: CellFacts): string =>
  `${at(fromMs, cell)}: nothing more came; ${at(toMs, cell)}: the answer`
