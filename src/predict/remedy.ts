/** What a session dies of may be a setting: the value of it, and of what would kill next, with which it outlives the plan. */
import { type Knob, knobFor } from './knobs.js'
import { mayDie, possibilities, type Question } from './predict.js'
import type { Decider, Possibility, PredictedVerdict } from './prediction.js'
import { manyWays } from './world.js'

/** A setting in its own unit: a count for `net.ipv4.tcp_retries2`, ms for a session's own timer and for TCP_USER_TIMEOUT. */
export interface Change {
  readonly owner: Decider['owner']
  /** The setting's real name. */
  readonly setting: string
  readonly from: number
  readonly to: number
}

export interface Remedy {
  /** All of them together, in the order in which they would have killed. Times are whole seconds. */
  readonly changes: readonly Change[]
  /** The likeliest verdict with them; `died` is not even possible. */
  readonly verdict: PredictedVerdict
}

/**
 * The smallest values that save the session in every way it may go. What kills is first turned as far as it goes, one after the other, until
 * nothing kills any more; then each is turned back as far as it may.
 *
 * @param either what may come as things are
 * @returns `null` where it does not die, where no setting decides, or where no value is enough
 */
export const remedyOf = (question: Question, either = possibilities(question, manyWays)): Remedy | null => {
  const turned: Knob[] = []
  let ways = either
  let saved = question
  for (let dead = deadOf(ways); dead !== undefined; dead = deadOf(ways)) {
    const knob = knobFor(question, dead.decides)
    if (knob === undefined || turned.some(({ owner, setting }) => owner === knob.owner && setting === knob.setting))
      return null
    turned.push(knob)
    saved = knob.turn(saved, knob.most)
    ways = possibilities(saved, manyWays)
  }
  const changes = turned.map((knob): Change => {
    const to = smallest(knob, saved)
    saved = knob.turn(saved, to)
    return { owner: knob.owner, setting: knob.setting, from: knob.value, to }
  })
  const [likeliest] = possibilities(saved, manyWays)
  return likeliest === undefined || changes.length === 0 ? null : { changes, verdict: likeliest.verdict }
}

const deadOf = (ways: readonly Possibility[]): Possibility | undefined => ways.find(({ verdict }) => verdict === 'died')

/** The first value with which nobody dies, while the largest is one. */
const smallest = ({ value, step, most, turn }: Knob, question: Question): number => {
  const base = Math.floor(value / step)
  const at = (more: number): number => Math.min((base + more) * step, most)
  const saves = (more: number): boolean => !mayDie(turn(question, at(more)))
  let [tooFew, enough] = [0, 1]
  while (at(enough) < most && !saves(enough)) [tooFew, enough] = [enough, enough * 2]
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1
    if (saves(middle)) enough = middle
    else tooFew = middle
  }
  return at(enough)
}
