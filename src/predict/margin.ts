/**
 * How far another verdict is: how much longer the longest blackout would have to be, or how much shorter all that are as long. Of a plan
 * with very many phases only those up to some way after the longest blackout are looked at, if they bring the same verdict as all.
 */
import { blackoutsOf, type Phase, type Plan } from '../plan.js'
import type { Limit, PredictedVerdict } from './prediction.js'

type Judged = Pick<Limit, 'verdict' | 'decides'>

/** Nobody asks about longer silences. */
const mostMs = 86_400_000
/** As exact as the achieved length of a blackout is. */
const exactMs = 20

/** A session that has outlived a blackout is done with it so many phases later. */
const phasesAfter = 100

/** @param judge the likeliest verdict under a plan, alone or with what decides it; the worse the longer the blackout is */
export const limits = (
  plan: Plan,
  verdict: PredictedVerdict,
  judge: { verdict(plan: Plan): PredictedVerdict; whole(plan: Plan): Judged },
): { readonly longer: Limit | null; readonly shorter: Limit | null } => {
  const longestMs = longestOf(plan)?.durationMs ?? 0
  const begun = upToLongest(plan)
  const looked = begun === plan || judge.verdict(begun) !== verdict ? plan : begun
  const differs = (byMs: number): boolean => judge.verdict(lengthened(looked, byMs)) !== verdict
  const limit = (sign: 1 | -1, reachMs: number): Limit | null => {
    const found = firstFar(sign, reachMs, differs)
    if (found === undefined) return null
    let [nearMs, byMs] = found
    while (byMs - nearMs > Math.max(exactMs, byMs / 200)) {
      const middleMs = (nearMs + byMs) / 2
      if (differs(sign * middleMs)) byMs = middleMs
      else nearMs = middleMs
    }
    const { verdict: then, decides } = judge.whole(lengthened(looked, sign * byMs))
    return { byMs: Math.round(byMs), verdict: then, decides }
  }
  return { longer: longestMs === 0 ? null : limit(1, mostMs), shorter: limit(-1, longestMs) }
}

/** Among steps that grow: the last with which the verdict is still the same, and the first with which it no longer is. */
const firstFar = (
  sign: 1 | -1,
  reachMs: number,
  differs: (byMs: number) => boolean,
): [nearMs: number, farMs: number] | undefined => {
  const steps = [0]
  for (let byMs = exactMs; (steps.at(-1) ?? 0) < reachMs; byMs *= 4) steps.push(Math.min(byMs, reachMs))
  let [near, far] = [0, steps.length]
  while (far - near > 1) {
    const middle = (near + far) >> 1
    if (differs(sign * (steps[middle] ?? 0))) far = middle
    else near = middle
  }
  const [nearMs = 0, farMs] = [steps[near], steps[far]]
  return farMs === undefined ? undefined : [nearMs, farMs]
}

/** The first of those that are as long. */
const longestOf = (plan: Plan): Phase | undefined =>
  blackoutsOf(plan).reduce<Phase | undefined>(
    (most, phase) => (most === undefined || phase.durationMs > most.durationMs ? phase : most),
    undefined,
  )

const upToLongest = (plan: Plan): Plan => {
  const longest = longestOf(plan)
  if (longest === undefined) return plan
  const many = plan.phases.indexOf(longest) + 1 + phasesAfter
  return many < plan.phases.length ? { ...plan, phases: plan.phases.slice(0, many) } : plan
}

/** The plan with its longest blackout so much longer, or all that are as long shorter, and what comes after it later or sooner. */
const lengthened = (plan: Plan, byMs: number): Plan => {
  const longest = longestOf(plan)
  let laterMs = 0
  return {
    ...plan,
    phases: plan.phases.map((phase) => {
      const startMs = phase.startMs + laterMs
      const isAsLong = phase.kind === 'blackout' && phase.durationMs === longest?.durationMs
      if (phase !== longest && !(byMs < 0 && isAsLong)) return { ...phase, startMs }
      laterMs += byMs
      return { ...phase, startMs, durationMs: Math.max(0, phase.durationMs + byMs) }
    }),
  }
}
