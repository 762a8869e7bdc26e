/** What a published figure may be about: each is read off the plan, or off the rounds of copying that it comes from. */
import { bytesPerMiB } from '../../../src/methods/amount.js'
import { goalMs } from '../../../src/methods/precopy/goal.js'
import type { Parameters } from '../../../src/methods/precopy/parameters.js'
import { type Copying, copyUntilStopped } from '../../../src/methods/precopy/rounds.js'
import { blackoutsOf, type Phase, type Plan, planEndMs } from '../../../src/plan.js'

export interface Modelled {
  readonly plan: Plan
  /** Of the method; those measures that look at rounds need a pre-copying one. */
  readonly given: Parameters
  readonly memoryMiB: number
}

const total = (phases: readonly Phase[]): number => phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
const copying = ({ given, memoryMiB }: Modelled): Copying => copyUntilStopped(given, memoryMiB * bytesPerMiB)
const sleepMs = ({ periodMs = 0, cpuShare = 1 }: Phase): number => periodMs * (1 - cpuShare)

export const measures = {
  blackoutMs: ({ plan }: Modelled) => total(blackoutsOf(plan)),
  halfBlackoutMs: ({ plan }: Modelled) => total(blackoutsOf(plan)) / 2,
  copyMs: ({ plan }: Modelled) => total(plan.phases.filter(({ kind }) => kind === 'brownout')),
  totalMs: ({ plan }: Modelled) => planEndMs(plan),
  longestSleepMs: ({ plan }: Modelled) => Math.max(...plan.phases.map(sleepMs)),
  rounds: (modelled: Modelled) => copying(modelled).rounds.length,
  secondGoalMs: ({ given }: Modelled) => goalMs(given, given.goalStepEveryMs ?? 0) ?? 0,

  sentTimesMemory: (modelled: Modelled) => {
    const { rounds, leftBytes } = copying(modelled)
    const sentBytes = rounds.reduce((sum, round) => sum + round.sentBytes, leftBytes)
    return sentBytes / (modelled.memoryMiB * bytesPerMiB)
  },

  /** How much may be left when the copying stops after one round, found by trying. */
  thresholdMiB: ({ given, memoryMiB }: Modelled) => {
    let [stops, goesOn] = [0, memoryMiB]
    while (goesOn - stops > 0.01) {
      const hotSetMiB = (stops + goesOn) / 2
      const workload = { ...given, hotSetMiB, hotDirtyMBPerS: 1_000_000, coldDirtyMBPerS: 0, maxRounds: 2 }
      const { rounds } = copyUntilStopped(workload, memoryMiB * bytesPerMiB)
      if (rounds.length === 1) stops = hotSetMiB
      else goesOn = hotSetMiB
    }
    return stops
  },

  /** How long a post-copied VM stops for one missing page. */
  stallMs: ({ plan }: Modelled) => Math.max(...plan.phases.map(sleepMs)),
} as const
