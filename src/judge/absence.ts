/** When a process did not run although it wanted to. */
import type { EventOf } from '../history.js'
import { type EndedSpan, without } from './span.js'
import type { VmFacts } from './vm-facts.js'

export interface Absence extends EndedSpan {
  readonly process: string
}

/** Earliest first. */
export const absencesOf = (hiccups: readonly EventOf<'hiccup'>[]): readonly Absence[] =>
  inOrder(hiccups.map(({ process, atMs, tookMs }) => ({ process, fromMs: atMs - tookMs, toMs: atMs })))

export const inOrder = (absences: readonly Absence[]): readonly Absence[] =>
  absences.toSorted((one, other) => one.fromMs - other.fromMs)

/** As short as what no process tells of either (`harness/hiccup.ts`). */
const toldFromMs = 50

/** A thawed VM notices that it did not run: that is the blackout itself, but for what was before it and after it; or the brownout, in which it gets a part of its CPU. */
export const apartFromFreeze = (absence: Absence, { phases }: VmFacts): readonly Absence[] => {
  const { process } = absence
  if (!process.startsWith('vm ')) return [absence]
  return phases
    .reduce<readonly EndedSpan[]>(
      (spans, phase) => {
        const own = phase.planned.kind === 'brownout' ? { fromMs: phase.startMs, toMs: phase.endMs } : phase.frozen
        return own === undefined ? spans : without(spans, own)
      },
      [absence],
    )
    .filter(({ fromMs, toMs }) => toMs - fromMs >= toldFromMs)
    .map((span) => ({ ...span, process }))
}
