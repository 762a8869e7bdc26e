/** When the copying stops: the first rule that holds. */
import { bytesPerMs, inSeconds } from '../amount.js'
import { goalMs } from './goal.js'
import type { Parameters } from './parameters.js'

/** A state of the copying in which it may be stopped. */
export interface Copied {
  readonly rounds: number
  readonly tookMs: number
  readonly sentBytes: number
  readonly lastRoundBytes: number
  readonly leftBytes: number
  readonly mbitPerS: number
  /** The VM is about to be slowed, so that the next round will be smaller. */
  readonly slowing: boolean
}

/** In words, where what is left can be sent in as little time as is the goal by then. */
export const goalReached = (
  parameters: Parameters,
  { leftBytes, mbitPerS, tookMs }: Pick<Copied, 'leftBytes' | 'mbitPerS' | 'tookMs'>,
): string | false => {
  const goal = goalMs(parameters, tookMs)
  return (
    goal !== undefined &&
    leftBytes / bytesPerMs(mbitPerS) <= goal &&
    `it can be sent within the goal of ${inSeconds(goal)}`
  )
}

/** In words why the copying stops here, or nothing. */
type StopRule = (parameters: Parameters, copied: Copied, memoryBytes: number) => string | false

const rules: readonly StopRule[] = [
  (_, { leftBytes }) => leftBytes === 0 && 'nothing is left',
  (parameters, copied) => goalReached(parameters, copied),
  ({ stopBelowKiB }, { leftBytes }) =>
    stopBelowKiB !== undefined && leftBytes < stopBelowKiB * 1024 && `it is less than ${stopBelowKiB} KiB`,
  ({ stopWhenNotShrinking, linkMbitPerS }, { leftBytes, lastRoundBytes, mbitPerS, slowing }) =>
    stopWhenNotShrinking === true &&
    !slowing &&
    mbitPerS === linkMbitPerS &&
    leftBytes >= lastRoundBytes &&
    'the rounds do not get smaller any more',
  ({ maxSentTimesMemory }, { sentBytes }, memoryBytes) =>
    maxSentTimesMemory !== undefined &&
    sentBytes > maxSentTimesMemory * memoryBytes &&
    `more than ${maxSentTimesMemory} times the memory has been sent`,
  ({ maxRounds }, { rounds }) => maxRounds !== undefined && rounds >= maxRounds && 'that was the last round allowed',
]

/** In words why the copying stops here, or nothing when it goes on. */
export const stopsBecause = (parameters: Parameters, copied: Copied, memoryBytes: number): string | undefined => {
  for (const rule of rules) {
    const because = rule(parameters, copied, memoryBytes)
    if (because !== false) return because
  }
  return undefined
}
