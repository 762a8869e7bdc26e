/** What is to be expected of a cell, as the report shows it beside what was measured. */
import type { Cell } from '../cell.js'
import { type Guest, patienceOf, playedKernelFor } from '../guest.js'
import type { Topology } from '../plan.js'
import type { Predicted } from '../result.js'
import type { Profile } from '../scenario/profile.js'
import { stackOf, stackWith } from '../tcp/stack.js'
import { predict, type Question } from './predict.js'
import type { Decider, Limit } from './prediction.js'
import { type Remedy, remedyOf } from './remedy.js'
import { rhythmOf } from './rhythm.js'

/** What of a run, besides the cell itself, its fate depends on. */
export interface Conditions {
  readonly unaffectedBelowMs: number
  /** How long an idle session has been silent when its migration starts, ms. */
  readonly baselineMs: number
  /** What the VMs are set to; not known of old records. */
  readonly guest?: Guest
  /** `l2` when left out. */
  readonly topology?: Topology
}

/** Nothing where the profile is not known, or what the session does: of somebody's own program nobody knows. */
export const predictCell = (cell: Cell, profile: Profile | undefined, conditions: Conditions): Predicted | null => {
  const question = questionOf(cell, profile, conditions)
  if (question === undefined) return null
  const { verdict, either, stallMs, decides, margin, text } = predict(question)
  return {
    verdict,
    either: either.map(({ verdict, share }) => ({ verdict, share })),
    stallMs,
    decides: rounded(decides),
    marginMs: margin.ms,
    margin: { longer: limit(margin.longer), shorter: limit(margin.shorter) },
    remedy: told(remedyOf(question, either)),
    text,
  }
}

/** What is asked about a cell; nothing where nobody knows. */
export const questionOf = (
  { plan, shape, endsOn, timers, session, command, paceMs }: Cell,
  profile: Profile | undefined,
  { unaffectedBelowMs, baselineMs, guest, topology = 'l2' }: Conditions,
): Question | undefined => {
  if (profile === undefined || command !== undefined) return undefined
  return {
    plan,
    shape,
    endsOn,
    timers,
    stack: stackOf(profile, timers),
    patience: patienceOf(guest, session),
    guestStack: stackWith({ ...playedKernelFor(plan), ...guest?.sysctls }),
    rhythm: { ...rhythmOf(session), ...(paceMs !== undefined && { paceMs }), quietForMs: baselineMs },
    topology,
    unaffectedBelowMs,
  }
}

const rounded = (decides: Decider | null): Predicted['decides'] =>
  decides && {
    ...decides,
    firedAtMs: Math.round(decides.firedAtMs),
    ...(decides.lastTryMs !== undefined && { lastTryMs: Math.round(decides.lastTryMs) }),
  }

const limit = (limit: Limit | null): Predicted['margin']['longer'] =>
  limit && { ...limit, decides: rounded(limit.decides) }

const told = (remedy: Remedy | null): Predicted['remedy'] => remedy && { ...remedy, changes: [...remedy.changes] }
