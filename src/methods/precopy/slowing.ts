/**
 * What products do to a VM that writes about as fast as the link carries, so that rounds hardly shrink:
 *
 * - vSphere 5 slows it until it writes less than the link carries (Stun During Page Send);
 * - QEMU throttles it step by step: 20 %, 30 % … 99 %, a step whenever two looks in a row (at least a second apart) saw more than half
 *   as much written as was sent (`auto-converge`, migration/ram.c and migration/options.c).
 */
import { bytesPerMs, millionths } from '../amount.js'
import type { Parameters } from './parameters.js'
import { writingMBPerS } from './written.js'

/** How the VM is slowed, after some rounds. */
export interface Slowing {
  /** Of the CPU that it would have otherwise. */
  readonly cpuShare: number
  /** Seen since QEMU last looked. */
  readonly look: { readonly ms: number; readonly sentBytes: number; readonly writtenBytes: number }
  /** Looks that saw too much written, since the last step. */
  readonly looksTooHigh: number
}

export const notSlowed: Slowing = { cpuShare: 1, look: { ms: 0, sentBytes: 0, writtenBytes: 0 }, looksTooHigh: 0 }

interface Round {
  readonly ms: number
  readonly sentBytes: number
  readonly leftBytes: number
}

/** No product leaves a VM less than this, and nobody could play it. */
const leastCpuShare = 0.01

export const slowedAfter = (parameters: Parameters, before: Slowing, round: Round): Slowing =>
  stepped(parameters, { ...before, cpuShare: slowedToLink(parameters, before.cpuShare, round) }, round)

/** A round that leaves nine tenths of what it sent would go on for very long. */
const hardlyShrinks = ({ sentBytes, leftBytes }: Round): boolean => leftBytes > 0.9 * sentBytes

const slowedToLink = (parameters: Parameters, cpuShare: number, round: Round): number => {
  const { slowToLinkShare = 0, linkMbitPerS } = parameters
  if (slowToLinkShare === 0 || !hardlyShrinks(round)) return cpuShare
  const linkMBPerS = bytesPerMs(linkMbitPerS) / 1000
  return Math.min(cpuShare, Math.max((slowToLinkShare * linkMBPerS) / writingMBPerS(parameters), leastCpuShare))
}

/** QEMU looks at what was written not more often than this. */
const lookEveryMs = 1000
/** One look alone may be chance. */
const looksForAStep = 2

const stepped = (parameters: Parameters, slowing: Slowing, round: Round): Slowing => {
  const { autoConverge = false, throttleTriggerShare = 0.5 } = parameters
  if (!autoConverge) return slowing
  const look = {
    ms: slowing.look.ms + round.ms,
    sentBytes: slowing.look.sentBytes + round.sentBytes,
    writtenBytes: slowing.look.writtenBytes + round.leftBytes,
  }
  if (look.ms < lookEveryMs) return { ...slowing, look }
  const tooHigh = look.writtenBytes > throttleTriggerShare * look.sentBytes
  const looksTooHigh = slowing.looksTooHigh + (tooHigh ? 1 : 0)
  if (looksTooHigh < looksForAStep) return { ...slowing, look: notSlowed.look, looksTooHigh }
  return { cpuShare: oneStepLess(parameters, slowing.cpuShare), look: notSlowed.look, looksTooHigh: 0 }
}

const oneStepLess = (
  { throttleFirstShare = 0.2, throttleStepShare = 0.1, throttleMostShare = 0.99 }: Parameters,
  cpuShare: number,
): number => {
  const taken = cpuShare === 1 ? throttleFirstShare : 1 - cpuShare + throttleStepShare
  // 0.2 + 0.1 is not 0.3; rounded it is.
  return millionths(1 - Math.min(taken, throttleMostShare))
}
