/** A cause is a rule that names what ended a session, from the facts alone. To add one, name it in `index.ts`; the first that fits speaks. */
import type { Cause } from '../../result.js'
import type { CellFacts, Facts } from '../facts.js'

export type CauseRule = (cell: CellFacts, facts: Facts) => Cause | undefined

/** The failure that ended the session: the last one that was seen. */
export const deathOf = (cell: CellFacts) => (cell.gaveUp === undefined ? undefined : cell.failures.at(-1))

/** "12.3 s" */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** When something happened, for a person: before, in or after the silence. */
export const whenSeen = (atMs: number, { vm }: CellFacts): string => {
  const silent = vm.phases.findLast((phase) => phase.silent !== undefined)?.silent
  if (silent === undefined) return `${seconds(atMs - (vm.startedMs ?? 0))} into the migration`
  if (atMs < silent.fromMs) return `${seconds(silent.fromMs - atMs)} before the blackout`
  if (silent.toMs === undefined || atMs < silent.toMs) return `${seconds(atMs - silent.fromMs)} into the blackout`
  return `${seconds(atMs - silent.toMs)} after the VM was back`
}
