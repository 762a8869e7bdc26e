/** Plans and clients that several tests ask about. */
import type { Phase, Plan, WireMode } from '../../src/plan.js'
import { predict, type Question } from '../../src/predict/predict.js'
import type { Prediction } from '../../src/predict/prediction.js'
import type { Timers } from '../../src/scenario/profile.js'
import { linuxStack, type TcpStack } from '../../src/tcp/stack.js'

export const phase = (kind: Phase['kind'], startS: number, durationS: number, wire: WireMode = 'drop'): Phase => ({
  kind,
  startMs: startS * 1000,
  durationMs: durationS * 1000,
  wire,
  because: 'a test',
})

/** One blackout of so many seconds, after which the VM is on another host. */
export const silentFor = (seconds: number, wire?: WireMode): Plan => ({
  phases: [phase('blackout', 0, seconds, wire)],
  outcome: 'moved',
})

/** Nobody answers for so long; then a new stack does, and later its service. */
export const takenOverAfter = (seconds: number, startS = 0): Plan => ({
  phases: [phase('blackout', 0, seconds), phase('reboot', seconds, startS, 'reset')],
  outcome: 'replaced',
})

export const untouched: Plan = { phases: [], outcome: 'here' }

export const patient: Timers = { counterpart: 'a program without timers of its own' }

const sourced = { source: 'a test', status: 'assumed' } as const
export const exchangeWithin = (ms: number) => ({ exchangeTimeout: { value: ms, setting: 'a timeout', ...sourced } })
export const keepaliveAfter = (idleMs: number) => ({
  keepalive: { value: true, setting: 'a keepalive', idleMs, ...sourced },
})
export const reconnectsOn = (...codes: ('ECONNRESET' | 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH')[]) => ({
  reconnect: { value: codes, everyMs: 1000, forMs: 60_000, ...sourced },
})

/** The profile windows-2008, as far as it matters. */
export const windows: TcpStack = { ...linuxStack, rtoMinMs: 300, retries2: 5, tailLossProbe: false }

/** A talking session without timers, unless the question says otherwise. */
export const ask = (plan: Plan, question: Partial<Question> = {}): Prediction =>
  predict({ shape: 'talking', timers: patient, ...question, plan })
