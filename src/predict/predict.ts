/** Says before anything runs what will become of a session. */
import type { Endpoint, Shape } from '../cell.js'
import { groupBy } from '../group-by.js'
import { type Patience, patienceOf, playedKernel } from '../guest.js'
import { type Plan, planEndMs, type Topology } from '../plan.js'
import type { Timers } from '../scenario/profile.js'
import { linuxRtoMs } from '../tcp/rto.js'
import { linuxStack, stackWith, type TcpStack } from '../tcp/stack.js'
import { addressOf } from './address.js'
import type { Fate } from './fate.js'
import { limitsOf } from './limits.js'
import { limits } from './margin.js'
import { onHost, severed } from './on-host.js'
import type { Possibility, PredictedVerdict, Prediction } from './prediction.js'
import { checkRhythm, defaultRhythm, type Rhythm } from './rhythm.js'
import { shapeFates } from './shapes.js'
import { inWords } from './words.js'
import { manyWays, worldOf } from './world.js'

export interface Question {
  readonly plan: Plan
  readonly shape: Shape
  /** Where its connection ends; `guest` when left out. */
  readonly endsOn?: Endpoint
  readonly timers: Timers
  /** The client's; Linux's defaults when left out. See `stackOf`. */
  readonly stack?: TcpStack
  readonly rhythm?: Partial<Rhythm>
  /** What the service does about connections that say nothing; nothing when left out. */
  readonly patience?: Patience
  /** The VM's; as it is played when left out. */
  readonly guestStack?: TcpStack
  /** `l2` when left out: that is how VMs and client machines are connected here. */
  readonly topology?: Topology
  /** A session that never waited longer is unaffected, ms. 1000 when left out. */
  readonly unaffectedBelowMs?: number
}

/** Enough to know how far away another verdict is. */
const fewWays = manyWays / 8

/**
 * Follows the session's timers through the plan, from many positions of its rhythm, its kernel's clock and its ARP cache, evenly spread; the
 * same question has the same answer. It knows one session: what others do to the same VM's place in the network is not in it. @throws RangeError
 */
export const predict = (question: Question): Prediction => {
  const either = possibilities(question, manyWays)
  const likeliest = either[0]
  if (likeliest === undefined) throw new Error('no way was looked at')
  const { shorter, longer } = limits(question.plan, likeliest.verdict, {
    verdict: (plan) => likeliestVerdict({ ...question, plan }, fewWays) ?? likeliest.verdict,
    whole: (plan) => possibilities({ ...question, plan }, fewWays)[0] ?? likeliest,
  })
  const nearest = Math.min(shorter?.byMs ?? Number.POSITIVE_INFINITY, longer?.byMs ?? Number.POSITIVE_INFINITY)
  const margin = { shorter, longer, ms: Number.isFinite(nearest) ? nearest : null }
  return { ...likeliest, either, margin, text: inWords(likeliest, either, longer, shorter) }
}

/** All that may come, likeliest first, from so many positions of the session's clocks. @throws RangeError */
export const possibilities = (question: Question, ways: number): readonly Possibility[] =>
  [...groupBy(fates(question, ways), (fate) => verdictOf(fate, question))]
    .map(([verdict, alike]) => possibility(verdict, alike, ways))
    .sort((one, other) => other.share - one.share)

/** No more of them are looked at than it takes to know. */
const likeliestVerdict = (question: Question, ways: number): PredictedVerdict | undefined => {
  const counts = new Map<PredictedVerdict, number>()
  for (const fate of fates(question, ways)) {
    const verdict = verdictOf(fate, question)
    const count = (counts.get(verdict) ?? 0) + 1
    if (count > ways / 2) return verdict
    counts.set(verdict, count)
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

/** Whether it dies from any of those positions. @throws RangeError */
export const mayDie = (question: Question): boolean => {
  for (const { end } of fates(question, manyWays)) if (end === 'died') return true
  return false
}

const fates = function* (question: Question, ways: number): Generator<Fate> {
  const { patience = patienceOf(undefined, 'none'), guestStack = stackWith(playedKernel) } = question
  const { plan, shape, endsOn, timers, stack = linuxStack, topology = 'l2' } = question
  const rhythm = { ...defaultRhythm, ...question.rhythm }
  checkRhythm(rhythm)
  const seen = endsOn === 'host' ? onHost(plan) : { plan, left: undefined }
  const usedMs = planEndMs(plan) + rhythm.usedAfterMs
  const setting = {
    ...{ address: addressOf(seen.plan), stack, timers, rhythm, patience, guestStack, topology, usedMs },
    rtoMs: linuxRtoMs(stack, { srttMs: rhythm.serviceMs }),
    limits: limitsOf(timers),
  }
  for (let way = 0; way < ways; way++)
    yield severed(shapeFates[shape](worldOf(setting, way)), seen.left, shape === 'idle')
}

const verdictOf = ({ end, stallMs }: Fate, { unaffectedBelowMs = 1000 }: Question): PredictedVerdict => {
  if (end !== 'lived') return end
  return stallMs > unaffectedBelowMs ? 'stalled' : 'unaffected'
}

const possibility = (verdict: PredictedVerdict, fates: readonly Fate[], ways: number): Possibility => {
  const sorted = [...fates].sort((one, other) => one.stallMs - other.stallMs)
  const at = (share: number): Fate | undefined => sorted[Math.floor(share * (sorted.length - 1))]
  const stallMs = (share: number): number => Math.round(at(share)?.stallMs ?? 0)
  const firedAtMs = fates.flatMap(({ decides }) => (decides === null ? [] : [Math.round(decides.firedAtMs)]))
  return {
    verdict,
    share: fates.length / ways,
    decidedAtMs: firedAtMs.length === 0 ? null : { min: Math.min(...firedAtMs), max: Math.max(...firedAtMs) },
    stallMs: { min: stallMs(0), typical: stallMs(0.5), max: stallMs(1) },
    decides: at(0.5)?.decides ?? null,
  }
}
