/**
 * A session whose connection ends on the VM's host, which hands it in: the host acknowledges whatever becomes of the VM, and ends the connection when
 * the VM leaves it. A host that is lost says nothing any more.
 */
import { destinationOf, type Phase, type Plan } from '../plan.js'
import type { Fate } from './fate.js'

export interface OnHost {
  /** What is done to the VM, as far as a client of the host sees it; its last phase has no end where the host is lost. */
  readonly plan: Plan
  /** When the VM leaves the host, ms from the start of the migration, and how long it has been frozen then. */
  readonly left: { readonly atMs: number; readonly frozenMs: number } | undefined
}

export const onHost = (plan: Plan): OnHost => {
  const leaves = plan.phases.findIndex((_, index) => destinationOf(plan, index) !== undefined)
  const phases = plan.phases.slice(0, leaves + 1 || undefined).map(acknowledged)
  const last = phases[leaves]
  if (last === undefined) return { plan: { phases, outcome: 'here' }, left: undefined }
  if (plan.outcome !== 'replaced') {
    const { startMs, durationMs } = last
    return { plan: { phases, outcome: 'here' }, left: { atMs: startMs + durationMs, frozenMs: durationMs } }
  }
  const lost: Phase = { ...last, wire: 'drop', durationMs: Number.POSITIVE_INFINITY }
  return { plan: { phases: phases.with(leaves, lost), outcome: 'here' }, left: undefined }
}

/** Nothing of the VM's own is on the host's wire: neither its silence nor the search for its place. */
const acknowledged = (phase: Phase): Phase => (phase.kind === 'blackout' ? { ...phase, wire: 'answer' } : phase)

/** What is left of a fate when the host ends the connection. */
export const severed = (fate: Fate, left: OnHost['left'], isIdle: boolean): Fate => {
  if (left === undefined || (fate.end === 'died' && (fate.decides?.firedAtMs ?? 0) < left.atMs)) return fate
  return {
    end: 'died',
    stallMs: isIdle ? 0 : left.frozenMs,
    decides: { owner: 'host', setting: null, value: null, firedAtMs: left.atMs, afterBack: false },
  }
}
