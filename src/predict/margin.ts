/** How far another verdict is: how much longer or shorter the longest blackout would have to be. */
import { blackoutsOf, type Plan } from '../plan.js'
import type { Limit, PredictedVerdict } from './prediction.js'

type Judged = Pick<Limit, 'verdict' | 'decides'>

/** Nobody asks about longer silences. */
const longestMs = 86_400_000
/** As exact as the achieved length of a blackout is. */
const exactMs = 20

/** @param judge the likeliest verdict under a plan; the worse the longer the blackout is */
export const limits = (
  plan: Plan,
  verdict: PredictedVerdict,
  judge: (plan: Plan) => Judged,
): { readonly longer: Limit | null; readonly shorter: Limit | null } => {
  const longest = blackoutsOf(plan).reduce((most, { durationMs }) => Math.max(most, durationMs), 0)
  const at = (byMs: number): Judged => judge(lengthened(plan, byMs))
  const differs = (byMs: number): boolean => at(byMs).verdict !== verdict
  const limit = (sign: 1 | -1, reachMs: number): Limit | null => {
    const found = firstFar(sign, reachMs, differs)
    if (found === undefined) return null
    let [nearMs, byMs] = found
    while (byMs - nearMs > Math.max(exactMs, byMs / 200)) {
      const middleMs = (nearMs + byMs) / 2
      if (differs(sign * middleMs)) byMs = middleMs
      else nearMs = middleMs
    }
    const { verdict: then, decides } = at(sign * byMs)
    return { byMs: Math.round(byMs), verdict: then, decides }
  }
  return { longer: longest === 0 ? null : limit(1, longestMs), shorter: limit(-1, longest) }
}

/** In steps that grow: where the verdict is still the same, and where it no longer is. */
const firstFar = (
  sign: 1 | -1,
  reachMs: number,
  differs: (byMs: number) => boolean,
): [nearMs: number, farMs: number] | undefined => {
  let nearMs = 0
  for (let byMs = exactMs; nearMs < reachMs; byMs *= 4) {
    const farMs = Math.min(byMs, reachMs)
    if (differs(sign * farMs)) return [nearMs, farMs]
    nearMs = farMs
  }
  return undefined
}

/** The plan with its longest blackout so much longer, and what comes after it so much later. */
const lengthened = (plan: Plan, byMs: number): Plan => {
  const longest = blackoutsOf(plan).reduce((most, phase) => (phase.durationMs > most.durationMs ? phase : most))
  return {
    ...plan,
    phases: plan.phases.map((phase) => {
      if (phase === longest) return { ...phase, durationMs: Math.max(0, phase.durationMs + byMs) }
      return phase.startMs > longest.startMs ? { ...phase, startMs: phase.startMs + byMs } : phase
    }),
  }
}
