/** The copying itself, round by round, until a stop rule holds or it is cancelled. */
import { UsageError } from '../../errors.js'
import { bytesPerMiB, bytesPerMs, inMegabytes, inSeconds } from '../amount.js'
import type { Parameters } from './parameters.js'
import { notSlowed, slowedAfter } from './slowing.js'
import { type Copied, goalReached, stopsBecause } from './stop-rules.js'
import { bytesWritten, writingMBPerS } from './written.js'

/** One round. */
export interface Round {
  readonly ms: number
  readonly sentBytes: number
  /** Of the CPU that the VM would have, were it not slowed for writing too fast. */
  readonly cpuShare: number
}

export interface Copying {
  readonly rounds: readonly Round[]
  readonly leftBytes: number
  /** In words why it ended. */
  readonly because: string
  /** The product gave up; the VM stays where it is. */
  readonly cancelled: boolean
}

/** Copying that still goes on after so many rounds goes on for ever, or as good as. */
const endlessRounds = 10_000

/** @throws UsageError when it would never end */
export const copyUntilStopped = (given: Parameters, memoryBytes: number): Copying => {
  const { linkMbitPerS, firstRoundMbitPerS = linkMbitPerS, rateStepMbitPerS = linkMbitPerS, zeroShare = 0 } = given
  const usedBytes = memoryBytes * (1 - zeroShare)
  const cancelMs = ((given.cancelAfterMsPerGiB ?? Number.POSITIVE_INFINITY) * memoryBytes) / (1024 * bytesPerMiB)
  const rounds: Round[] = []
  let toSend = usedBytes
  let mbitPerS = Math.min(firstRoundMbitPerS, linkMbitPerS)
  let tookMs = 0
  let sentBytes = 0
  let slowing = notSlowed
  while (rounds.length < endlessRounds) {
    const ms = toSend / bytesPerMs(mbitPerS)
    if (tookMs + ms > cancelMs) {
      const cutMs = cancelMs - tookMs
      rounds.push({ ms: cutMs, sentBytes: bytesPerMs(mbitPerS) * cutMs, cpuShare: slowing.cpuShare })
      return { rounds, leftBytes: toSend, because: cancelledBecause(given, cancelMs), cancelled: true }
    }
    const within = stoppedWithin(given, { toSend, ms, mbitPerS, tookMs, cpuShare: slowing.cpuShare }, usedBytes)
    if (within !== undefined) return { ...within, rounds: [...rounds, within.round], cancelled: false }
    tookMs += ms
    sentBytes += toSend
    rounds.push({ ms, sentBytes: toSend, cpuShare: slowing.cpuShare })
    const leftBytes = bytesWritten(given, usedBytes, ms, slowing.cpuShare)
    const slower = slowedAfter(given, slowing, { ms, sentBytes: toSend, leftBytes })
    const copied: Copied = {
      rounds: rounds.length,
      tookMs,
      sentBytes,
      lastRoundBytes: toSend,
      leftBytes,
      mbitPerS,
      slowing: slower.cpuShare < slowing.cpuShare,
    }
    const because = stopsBecause(given, copied, memoryBytes)
    if (because !== undefined) return { rounds, leftBytes, because, cancelled: false }
    const dirtiedMbitPerS = leftBytes / ms / bytesPerMs(1)
    mbitPerS = Math.min(Math.max(dirtiedMbitPerS + rateStepMbitPerS, firstRoundMbitPerS), linkMbitPerS)
    slowing = slower
    toSend = leftBytes
  }
  throw new UsageError(
    `the copying never ends: the VM writes as fast as the link (${linkMbitPerS} Mbit/s) can carry, and no stop rule ever holds; ` +
      'raise linkMbitPerS, lower hotDirtyMBPerS, slow the VM (slowToLinkShare, autoConverge), or give maxRounds or cancelAfterMsPerGiB',
  )
}

interface Begun {
  readonly toSend: number
  readonly ms: number
  readonly mbitPerS: number
  readonly tookMs: number
  readonly cpuShare: number
}

/** The first moment of a round at which the goal is reached; nothing where that is not looked at, or not before its end. */
const stoppedWithin = (given: Parameters, { toSend, ms, mbitPerS, tookMs, cpuShare }: Begun, usedBytes: number) => {
  const leftAt = (atMs: number): number =>
    toSend - bytesPerMs(mbitPerS) * atMs + bytesWritten(given, usedBytes, atMs, cpuShare)
  const reached = (atMs: number) => goalReached(given, { leftBytes: leftAt(atMs), mbitPerS, tookMs: tookMs + atMs })
  let because = given.goalWithinRounds === true && reached(ms)
  if (because === false) return undefined
  let [soonMs, atMs] = [0, ms]
  while (atMs - soonMs > exactMs) {
    const middleMs = (soonMs + atMs) / 2
    const then = reached(middleMs)
    if (then === false) soonMs = middleMs
    else [atMs, because] = [middleMs, then]
  }
  return {
    round: { ms: atMs, sentBytes: bytesPerMs(mbitPerS) * atMs, cpuShare },
    leftBytes: leftAt(atMs),
    because,
  }
}
const exactMs = 0.1

const cancelledBecause = (given: Parameters, cancelMs: number): string =>
  `cancelled after ${inSeconds(cancelMs)}: ${racing(given)}; the VM stays where it is`

/** The two speeds that decide whether the copying comes to an end. */
export const racing = (given: Parameters): string =>
  `it writes ${inMegabytes(writingMBPerS(given) * 1e6)} a second, and the link carries ${inMegabytes(bytesPerMs(given.linkMbitPerS) * 1000)}`
