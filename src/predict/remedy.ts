/** What a session dies of may be a setting: the value of it, and of what would kill next, with which it outlives the plan. */
import { optionOf, ssh2Keepalive } from '../scenario/library-timers.js'
import { linuxStack } from '../tcp/stack.js'
import { possibilities, type Question } from './predict.js'
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
    if (knob === undefined || turned.some(({ setting }) => setting === knob.setting)) return null
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

interface Knob extends Pick<Change, 'owner' | 'setting'> {
  /** As it is. */
  readonly value: number
  readonly step: number
  readonly most: number
  turn(question: Question, to: number): Question
}

const second = 1000
const day = 86_400_000
/** The kernel keeps these counts in one byte, and takes no more than 127 SYNs (net/ipv4/sysctl_net_ipv4.c). */
const [mostTries, mostSyns] = [255, 127]
const mostPings = 1000

/** What to turn when this has decided; `undefined` where nothing can be turned. */
const knobFor = (question: Question, decides: Decider | null): Knob | undefined => {
  if (decides === null || decides.setting === null) return undefined
  const { stack = linuxStack, timers } = question
  const { owner, setting } = decides
  switch (setting) {
    case 'net.ipv4.tcp_retries2':
      return { owner, setting, value: stack.retries2, step: 1, most: mostTries, turn: inStack('retries2') }
    case 'net.ipv4.tcp_syn_retries':
      return { owner, setting, value: stack.synRetries, step: 1, most: mostSyns, turn: inStack('synRetries') }
    case 'net.ipv4.tcp_keepalive_time':
      return { ...keepaliveProbes, owner, value: stack.keepalive.probes }
  }
  if (stack.userTimeoutMs !== undefined && setting === (timers.userTimeout?.setting ?? 'TCP_USER_TIMEOUT')) {
    return { owner, setting, value: stack.userTimeoutMs, step: second, most: day, turn: inStack('userTimeoutMs') }
  }
  for (const timer of ['exchangeTimeout', 'connectTimeout'] as const) {
    const { setting: name, value } = timers[timer] ?? {}
    if (name === setting && value !== undefined) {
      return { owner, setting, value, step: second, most: day, turn: inTimers(timer, 'value') }
    }
  }
  const option = optionOf(setting)
  const { value: optionValue } = timers.library?.[option] ?? {}
  if (owner === 'library' && optionValue !== undefined) {
    return { owner, setting, value: optionValue, step: second, most: day, turn: inLibrary(option) }
  }
  if (setting === ssh2Keepalive) {
    const { value = 3 } = timers.library?.keepaliveCountMax ?? {}
    const turn = inLibrary('keepaliveCountMax')
    return { owner, setting: 'keepaliveCountMax (ssh2)', value, step: 1, most: mostPings, turn }
  }
  if (timers.heartbeat?.setting === setting) {
    const { timeoutMs: value } = timers.heartbeat
    return { owner, setting, value, step: second, most: day, turn: inTimers('heartbeat', 'timeoutMs') }
  }
  if (timers.keepalive?.setting === setting && timers.keepalive.idleMs !== undefined && !isOfAnyAge(question)) {
    const { idleMs: value } = timers.keepalive
    return { owner, setting, value, step: second, most: day, turn: inTimers('keepalive', 'idleMs') }
  }
  return undefined
}

/** However long its idle time is, its first probe may be due in the silence. */
const isOfAnyAge = ({ shape, rhythm }: Question): boolean => shape === 'idle' && rhythm?.quietForMs === undefined

/** Longer idle times make a probe in the silence less likely, never impossible; more probes outlast it. */
const keepaliveProbes = {
  setting: 'net.ipv4.tcp_keepalive_probes',
  step: 1,
  most: mostTries,
  turn: (question: Question, probes: number): Question => {
    const { stack = linuxStack } = question
    return { ...question, stack: { ...stack, keepalive: { ...stack.keepalive, probes } } }
  },
}

const inStack =
  (name: 'retries2' | 'synRetries' | 'userTimeoutMs'): Knob['turn'] =>
  (question, to) => ({ ...question, stack: { ...linuxStack, ...question.stack, [name]: to } })

const inTimers =
  (
    timer: 'exchangeTimeout' | 'connectTimeout' | 'keepalive' | 'heartbeat',
    field: 'value' | 'idleMs' | 'timeoutMs',
  ): Knob['turn'] =>
  (question, to) => ({
    ...question,
    timers: { ...question.timers, [timer]: { ...question.timers[timer], [field]: to } },
  })

const inLibrary =
  (option: string): Knob['turn'] =>
  (question, to) => {
    const { library } = question.timers
    const turned = { source: 'turned', status: 'assumed' as const, ...library?.[option], value: to }
    return { ...question, timers: { ...question.timers, library: { ...library, [option]: turned } } }
  }

/** The first value with which nobody dies, while the largest is one. */
const smallest = ({ value, step, most, turn }: Knob, question: Question): number => {
  const base = Math.floor(value / step)
  const at = (more: number): number => Math.min((base + more) * step, most)
  const saves = (more: number): boolean => deadOf(possibilities(turn(question, at(more)), manyWays)) === undefined
  let [tooFew, enough] = [0, 1]
  while (at(enough) < most && !saves(enough)) [tooFew, enough] = [enough, enough * 2]
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1
    if (saves(middle)) enough = middle
    else tooFew = middle
  }
  return at(enough)
}
