/** Who answers on the VM's address, and when. */
import { blackoutsOf, type Phase, type Plan, planEndMs } from '../plan.js'

/**
 * - `service`: all is well.
 * - `nobody`: packets are lost.
 * - `queue`: packets are kept, and delivered when the stretch ends.
 * - `kernel`: the VM's kernel acknowledges; its service does nothing until the stretch ends.
 * - `reset`: somebody answers with a RST. `unreachable`: somebody answers with ICMP host unreachable.
 * - `no service`: a new stack has the address, and nothing listens there yet.
 */
export type Answer = 'service' | 'nobody' | 'queue' | 'kernel' | 'reset' | 'unreachable' | 'no service'

export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
  readonly answer: Answer
  /** Longest time in which the VM gets no CPU, ms. */
  readonly pausesMs: number
}

export interface Address {
  /** What is there at a moment, to a connection that was made at `connectedMs`. */
  at(ms: number, connectedMs: number): Stretch
  /** The stretches in which the VM does nothing at all, in order of time. */
  readonly frozen: readonly Stretch[]
  readonly endMs: number
}

/** QEMU lets a throttled vCPU run for 10 ms at a time (migration/cpu-throttle.c). */
const runsMs = 10

const answerOf = ({ kind, wire }: Phase): Answer => {
  if (kind === 'brownout') return 'service'
  if (kind === 'reboot') return 'no service'
  if (wire === 'drop' || (kind === 'path-repair' && wire === 'none')) return 'nobody'
  if (wire === 'hold') return 'queue'
  return wire === 'answer' || wire === 'none' ? 'kernel' : wire
}

export const addressOf = (plan: Plan): Address => {
  const stretches = plan.phases
    .filter(({ durationMs }) => durationMs > 0)
    .map((phase): Stretch & Pick<Phase, 'kind'> => {
      const { kind, startMs, durationMs, cpuShare = 1 } = phase
      const pausesMs = kind === 'brownout' && cpuShare > 0 ? (runsMs * (1 - cpuShare)) / cpuShare : 0
      return { kind, fromMs: startMs, toMs: startMs + durationMs, answer: answerOf(phase), pausesMs }
    })
  const lastBlackout = blackoutsOf(plan).at(-1)
  /** From then on nobody there knows the connections made before. */
  const takenOverMs =
    plan.outcome === 'replaced' && lastBlackout !== undefined
      ? lastBlackout.startMs + lastBlackout.durationMs
      : Number.POSITIVE_INFINITY
  return {
    frozen: stretches.filter(({ kind }) => kind === 'blackout'),
    endMs: planEndMs(plan),
    at(ms, connectedMs) {
      const found = stretches.find(({ toMs }) => ms < toMs)
      const stretch: Stretch =
        found !== undefined && ms >= found.fromMs
          ? found
          : { fromMs: ms, toMs: found?.fromMs ?? Number.POSITIVE_INFINITY, answer: 'service', pausesMs: 0 }
      const isUnknown = connectedMs < takenOverMs && ms >= takenOverMs
      return isUnknown ? { ...stretch, answer: 'reset' } : stretch
    },
  }
}
