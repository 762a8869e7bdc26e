/** What was measured of a crowd as a whole: how long its exchanges took, and what its processes took of the machine. */
import { createRequire } from 'node:module'
import type { EventOf } from '../../history.js'
import type { Crowd } from '../../result.js'
import type { CellFacts, Facts } from '../facts.js'
import type { CrowdFacts } from './members.js'

/** `null` where there are none. */
export const percentilesOf = (values: readonly number[]): Crowd['stallMs'] => {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
  return sorted.length === 0 ? null : { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}

/** Loaded for crowds only: it takes longer than judging a small run does. */
const histograms = (): typeof import('hdr-histogram-js') => createRequire(import.meta.url)('hdr-histogram-js')

/** Exchanges before the migration, of all parts together. */
export const baselineOf = ({ summed }: CrowdFacts): Crowd['baselineMs'] => {
  const { build, decodeFromCompressedBase64 } = histograms()
  // What was decoded has room for its own longest exchange only.
  const all = build({ numberOfSignificantValueDigits: 2, autoResize: true })
  for (const { baseline } of summed) all.add(decodeFromCompressedBase64(baseline))
  if (all.totalCount === 0) return null
  const at = (percent: number): number => Math.round(all.getValueAtPercentile(percent) / 10) / 100
  return { p50: at(50), p90: at(90), p99: at(99), max: at(100) }
}

/** Memory from before the sessions were opened to the migration, the CPU from then until they were asked. */
export const takenBy = ({ cell }: CellFacts, { measured }: CrowdFacts, { cells }: Facts): Crowd['taken'] => {
  const at = (when: EventOf<'crowd-measured'>['when']) => measured.find((event) => event.when === when)
  const [empty, open, over] = [at('empty'), at('open'), at('over')]
  const { count } = cell
  if (empty === undefined || open === undefined || over === undefined || count === undefined) return null
  const took = (of: 'clients' | 'services', sessions: number) => ({
    processes: open[of].processes,
    bytesPerSession: Math.round((open[of].bytes - empty[of].bytes) / sessions),
    cores: Math.round(((over[of].cpuMs - open[of].cpuMs) / (over.atMs - open.atMs)) * 1000) / 1000,
  })
  // A VM's processes are those of all crowds that it has.
  const inVm = cells.reduce((sum, other) => sum + (other.cell.vm === cell.vm ? (other.cell.count ?? 0) : 0), 0)
  return { clients: took('clients', count), services: took('services', inVm) }
}
