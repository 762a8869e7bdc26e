/** What can be turned to save a session, by what would end it. */
import { patienceOf, playedKernel } from '../guest.js'
import { libraryKeepalive, optionOf, ssh2Keepalive } from '../scenario/library-timers.js'
import { linuxStack, stackWith, type TcpStack } from '../tcp/stack.js'
import type { Question } from './predict.js'
import type { Decider } from './prediction.js'

export interface Knob extends Pick<Decider, 'owner'> {
  /** The setting's real name. */
  readonly setting: string
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
export const knobFor = (question: Question, decides: Decider | null): Knob | undefined => {
  if (decides === null || decides.setting === null) return undefined
  const { stack = linuxStack, timers } = question
  const { owner, setting } = decides
  if (owner === 'server kernel') return kernelKnob(question, setting)
  if (owner === 'service') return patienceKnob(question)
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
  const asked = setting === ssh2Keepalive ? libraryKeepalive(timers.library) : undefined
  if (asked !== undefined) {
    const { value, everyMs } = asked
    const turnCount = inLibrary('keepaliveCountMax')
    const turn: Knob['turn'] = (turned, to) => turnCount(turned, to / everyMs - 1)
    return { owner, setting, value, step: everyMs, most: mostPings * everyMs, turn }
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

/** The same settings in the VM's kernel. */
const kernelKnob = (question: Question, setting: string): Knob => {
  const owner = 'server kernel'
  const { retries2, keepalive } = guestStackOf(question)
  const inGuest =
    (change: (stack: TcpStack, to: number) => Partial<TcpStack>): Knob['turn'] =>
    (turned, to) => {
      const stack = guestStackOf(turned)
      return { ...turned, guestStack: { ...stack, ...change(stack, to) } }
    }
  if (setting === 'net.ipv4.tcp_retries2') {
    return { owner, setting, value: retries2, step: 1, most: mostTries, turn: inGuest((_, to) => ({ retries2: to })) }
  }
  const turn = inGuest((stack, probes) => ({ keepalive: { ...stack.keepalive, probes } }))
  return { ...keepaliveProbes, owner, value: keepalive.probes, turn }
}

const guestStackOf = ({ guestStack = stackWith(playedKernel) }: Question): TcpStack => guestStack

const patienceKnob = ({ patience }: Question): Knob | undefined => {
  const { idleTimeout } = patience ?? {}
  if (idleTimeout === undefined) return undefined
  const turn: Knob['turn'] = (question, value) => ({
    ...question,
    patience: { ...patienceOf(undefined, 'none'), ...question.patience, idleTimeout: { ...idleTimeout, value } },
  })
  return { owner: 'service', setting: idleTimeout.setting, value: idleTimeout.value, step: second, most: day, turn }
}
