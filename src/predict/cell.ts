/** What is to be expected of a cell, as the report shows it beside what was measured. */
import type { Cell } from '../cell.js'
import type { Predicted } from '../result.js'
import type { Profile } from '../scenario/profile.js'
import { stackOf } from '../tcp/stack.js'
import { predict } from './predict.js'
import { rhythmOf } from './rhythm.js'

/** Nothing where the profile is not known. */
export const predictCell = (
  { plan, shape, timers, session }: Cell,
  profile: Profile | undefined,
  unaffectedBelowMs: number,
): Predicted | null => {
  if (profile === undefined) return null
  const { verdict, either, stallMs, margin, text } = predict({
    plan,
    shape,
    timers,
    stack: stackOf(profile),
    rhythm: rhythmOf(session),
    unaffectedBelowMs,
  })
  return {
    verdict,
    either: either.map(({ verdict, share }) => ({ verdict, share })),
    stallMs,
    marginMs: margin.ms,
    text,
  }
}
