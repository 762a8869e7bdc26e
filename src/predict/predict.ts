/** Says before anything runs what will become of a session. */
import type { Endpoint, Shape } from '../cell.js'
import { type Patience, patienceOf, playedKernel } from '../guest.js'
import { type Plan, planEndMs, type Topology } from '../plan.js'
import type { Timers } from '../scenario/profile.js'
import { linuxStack, stackWith, type TcpStack } from '../tcp/stack.js'
import { addressOf } from './address.js'
import type { Fate } from './fate.js'
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

/**
 * Follows the session's timers through the plan, from many positions of its rhythm, its kernel's clock and its ARP cache, evenly spread; the
 * same question has the same answer. It knows one session: what others do to the same VM's place in the network is not in it. @throws RangeError
 */
export const predict = (question: Question): Prediction => {
  const either = possibilities(question, manyWays)
  const likeliest = either[0]
  if (likeliest === undefined) throw new Error('no way was looked at')
  const { shorter, longer } = limits(question.plan, likeliest.verdict, (plan) => {
    const [first] = possibilities({ ...question, plan }, manyWays / 4)
    return first ?? likeliest
  })
  const nearest = Math.min(shorter?.byMs ?? Number.POSITIVE_INFINITY, longer?.byMs ?? Number.POSITIVE_INFINITY)
  const margin = { shorter, longer, ms: Number.isFinite(nearest) ? nearest : null }
  return { ...likeliest, either, margin, text: inWords(likeliest, either, longer, shorter) }
}

/** All that may come, likeliest first, from so many positions of the session's clocks. @throws RangeError */
export const possibilities = (question: Question, ways: number): readonly Possibility[] => {
  const { patience = patienceOf(undefined, 'none'), guestStack = stackWith(playedKernel) } = question
  const { plan, shape, endsOn, timers, stack = linuxStack, topology = 'l2', unaffectedBelowMs = 1000 } = question
  const rhythm = { ...defaultRhythm, ...question.rhythm }
  checkRhythm(rhythm)
  const seen = endsOn === 'host' ? onHost(plan) : { plan, left: undefined }
  const usedMs = planEndMs(plan) + rhythm.usedAfterMs
  const setting = { address: addressOf(seen.plan), stack, timers, rhythm, patience, guestStack, topology, usedMs }
  const fates = new Map<PredictedVerdict, Fate[]>()
  for (let way = 0; way < ways; way++) {
    const fate = severed(shapeFates[shape](worldOf(setting, way)), seen.left, shape === 'idle')
    const verdict = verdictOf(fate, unaffectedBelowMs)
    fates.set(verdict, [...(fates.get(verdict) ?? []), fate])
  }
  return [...fates]
    .map(([verdict, alike]) => possibility(verdict, alike, ways))
    .sort((one, other) => other.share - one.share)
}

const verdictOf = ({ end, stallMs }: Fate, unaffectedBelowMs: number): PredictedVerdict => {
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
