/** When something happened, relative to the silence that it has to do with. */
import type { CellFacts, VmFacts } from '../facts.js'

export interface Silence {
  readonly fromMs: number
  /** When the VM could be talked to again, as soon as the network had found it too; `undefined` when that never came. */
  readonly overMs: number | undefined
  /** When the VM itself was back. */
  readonly backMs: number | undefined
}

/** All silences of a VM, in order, each with the search for the VM that follows it. */
export const silencesOf = ({ phases }: VmFacts): Silence[] =>
  phases.flatMap(({ silent, frozen, planned }, i): Silence[] => {
    const span = planned.wire === 'answer' ? frozen : silent
    if (span === undefined) return []
    const next = phases[i + 1]
    const overMs = next?.planned.kind === 'path-repair' ? next.endMs : span.toMs
    return [{ fromMs: span.fromMs, overMs, backMs: span.toMs }]
  })

/** The silence that something at `atMs` happened in or after; `undefined` before the first. */
export const silenceBefore = (atMs: number, { vm }: CellFacts): Silence | undefined =>
  silencesOf(vm).findLast(({ fromMs }) => fromMs <= atMs)

/** "12.3 s" */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** When something happened, for a person: before, in or after the silence. */
export const whenSeen = (atMs: number, cell: CellFacts): string => {
  const { vm } = cell
  const [first] = silencesOf(vm)
  if (first === undefined) return `${seconds(atMs - (vm.startedMs ?? 0))} into the migration`
  const { fromMs, backMs } = silenceBefore(atMs, cell) ?? first
  if (atMs < fromMs) return `${seconds(fromMs - atMs)} before the blackout`
  if (backMs === undefined || atMs < backMs) return `${seconds(atMs - fromMs)} into the blackout`
  return `${seconds(atMs - backMs)} after the VM was back`
}
