/**
 * For a session whose fate can be predicted: the settings with which it outlives a pause and notices soonest that the other end is really
 * dead. They are played afterwards; here they are only chosen.
 */
import { hasEnded } from '../cell.js'
import { type Conditions, questionOf } from '../predict/cell.js'
import { possibilities, type Question } from '../predict/predict.js'
import { remedyOf } from '../predict/remedy.js'
import { manyWays } from '../predict/world.js'
import { stackOf } from '../tcp/stack.js'
import { allTurned, type Machine } from './change.js'
import { lengthsUpTo } from './proof.js'
import type { Change } from './result.js'
import { planOf } from './sweep.js'

export interface Chosen {
  readonly changes: readonly Change[]
  /** How long until it notices a host that never answers again, ms; `null` where it never does. */
  readonly noticesMs: number | null
}

/** Longer than any timer that is looked at, ms: a host that is dead. */
const forEverMs = 6 * 3_600_000

/** @returns nothing where nobody knows what the session does, or where no setting would save it */
export const chosenFor = (machine: Machine, pauseMs: number, conditions: Conditions): Chosen | undefined => {
  const ask = (changes: readonly Change[], ms: number): Question | undefined => {
    const { cell, profile, guest } = allTurned(machine, changes)
    return questionOf({ ...cell, plan: planOf({ ms, wire: cell.wire }) }, profile, { ...conditions, guest })
  }
  const outlives = (changes: readonly Change[]): boolean =>
    lengthsUpTo(pauseMs).every((ms) => {
      const question = ask(changes, ms)
      return question !== undefined && !possibilities(question, manyWays).some(hasEnded)
    })
  const asItIs = ask([], pauseMs)
  if (asItIs === undefined) return undefined
  const saving = outlives([]) ? [] : (remedyOf(asItIs)?.changes ?? [])
  const candidates = [...(outlives(saving) ? [saving] : []), ...sooner(machine, saving, outlives)].map((changes) => ({
    changes,
    noticesMs: noticed(ask(changes, forEverMs)),
  }))
  return candidates.reduce<Chosen | undefined>(
    (best, other) => (best === undefined || isMuchSooner(other.noticesMs, best.noticesMs) ? other : best),
    undefined,
  )
}

/** Another setting to look after is worth it only if the dead are noticed in so much of the time. */
const worthIt = 0.8
const isMuchSooner = (one: number | null, other: number | null): boolean =>
  one !== null && one < (other ?? Number.POSITIVE_INFINITY) * worthIt

const noticed = (question: Question | undefined): number | null => {
  if (question === undefined) return null
  const ways = possibilities(question, manyWays)
  const times = ways.map(({ decidedAtMs }) =>
    decidedAtMs !== null && decidedAtMs.max < forEverMs ? decidedAtMs.max : null,
  )
  return times.reduce<number | null>((most, ms) => (most === null || ms === null ? null : Math.max(most, ms)), 0)
}

/** What might notice a dead host sooner and outlives the pause all the same, each with as little patience as will do. */
const sooner = (
  { cell, profile }: Machine,
  saving: readonly Change[],
  outlives: (changes: readonly Change[]) => boolean,
): readonly (readonly Change[])[] => {
  const stack = stackOf(profile, cell.timers)
  const others = saving.filter(({ setting }) => setting !== retries2 && setting !== probes)
  const kernel = { owner: 'client kernel' as const }
  const retries = (to: number): Change => ({ ...kernel, setting: retries2, from: stack.retries2, to })
  const often: Change = { ...kernel, setting: longestTimeout, from: stack.rtoMaxMs, to: oftenMs }
  const asked = (count: number): Change[] => [
    { ...kernel, setting: 'TCP_KEEPIDLE', from: cell.timers.keepalive?.idleMs ?? null, to: keepaliveMs },
    { ...kernel, setting: 'TCP_KEEPINTVL', from: null, to: keepaliveMs },
    { ...kernel, setting: 'TCP_KEEPCNT', from: null, to: count },
  ]
  const each: readonly ((to: number) => readonly Change[])[] = [
    (to) => [...others, retries(to)],
    (to) => [...others, often, retries(to)],
    (to) => [...saving, ...asked(to)],
    (to) => [...others, ...asked(to), retries(to)],
  ]
  return each.flatMap((changes) => {
    const to = smallest((count) => outlives(changes(count)))
    return to === undefined ? [] : [changes(to)]
  })
}

const retries2 = 'net.ipv4.tcp_retries2'
const longestTimeout = 'net.ipv4.tcp_rto_max_ms'
const probes = 'net.ipv4.tcp_keepalive_probes'
/** Often enough to be back soon after the VM is, seldom enough for many connections. The least that the kernel takes is 1 s. */
const oftenMs = 5000
const keepaliveMs = 10_000
/** The kernel takes no more probes than this (MAX_TCP_KEEPCNT, linux/include/net/tcp.h). */
const most = 127

/** The least count that does; with more patience nobody dies who lived with less. */
const smallest = (does: (count: number) => boolean): number | undefined => {
  if (!does(most)) return undefined
  let [tooFew, enough] = [0, most]
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1
    if (does(middle)) enough = middle
    else tooFew = middle
  }
  return enough
}
