/** Who answers on the VM's address, and when. */
import { blackoutsOf, type Phase, type Plan, planEndMs, turnMs } from '../plan.js'

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

export interface Lapse extends Stretch {
  readonly kind: 'blackout' | 'path-repair'
}

export interface Address {
  /** What is there at a moment, to a connection that was made at `connectedMs`. */
  at(ms: number, connectedMs: number): Stretch
  /** The stretches in which the VM does nothing at all, and those in which it runs and is not found, in order of time. */
  readonly lapses: readonly Lapse[]
  /** From then on nothing changes any more, ms; Infinity where nobody answers again. */
  readonly endMs: number
  /** Another machine has the address in the end. */
  readonly isTakenOver: boolean
}

const answerOf = ({ kind, wire }: Phase): Answer => {
  if (kind === 'brownout') return 'service'
  if (kind === 'reboot') return 'no service'
  if (wire === 'drop' || (kind === 'path-repair' && wire === 'none')) return 'nobody'
  if (wire === 'hold') return 'queue'
  return wire === 'answer' || wire === 'none' ? 'kernel' : wire
}

/** The first stretch that is not over at `ms`, by its index. Some plans have thousands, and this is asked often. */
const firstAfter = (stretches: readonly Stretch[], ms: number): number => {
  let [low, high] = [0, stretches.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretches[middle]?.toMs ?? 0) <= ms) low = middle + 1
    else high = middle
  }
  return low
}

export const addressOf = (plan: Plan): Address => {
  const stretches = plan.phases
    .filter(({ durationMs }) => durationMs > 0)
    .map((phase): Stretch & Pick<Phase, 'kind'> => {
      const { kind, startMs, durationMs, cpuShare = 1 } = phase
      const pausesMs = kind === 'brownout' ? turnMs(phase) * (1 - cpuShare) : 0
      return { kind, fromMs: startMs, toMs: startMs + durationMs, answer: answerOf(phase), pausesMs }
    })
  const lastBlackout = blackoutsOf(plan).at(-1)
  /** From then on nobody there knows the connections made before. */
  const takenOverMs =
    plan.outcome === 'replaced' && lastBlackout !== undefined
      ? lastBlackout.startMs + lastBlackout.durationMs
      : undefined
  return {
    lapses: stretches.filter(
      (stretch): stretch is Lapse => stretch.kind === 'blackout' || stretch.kind === 'path-repair',
    ),
    endMs: planEndMs(plan),
    isTakenOver: plan.outcome === 'replaced',
    at(ms, connectedMs) {
      const found = stretches[firstAfter(stretches, ms)]
      const stretch: Stretch =
        found !== undefined && ms >= found.fromMs
          ? found
          : { fromMs: ms, toMs: found?.fromMs ?? Number.POSITIVE_INFINITY, answer: 'service', pausesMs: 0 }
      const isUnknown = takenOverMs !== undefined && connectedMs < takenOverMs && ms >= takenOverMs
      return isUnknown ? { ...stretch, answer: 'reset' } : stretch
    },
  }
}
