/**
 * Pre-copy: memory is copied while the VM runs, then what it wrote meanwhile, and so on, until a stop rule says that
 * the rest is small enough, or that it will not get smaller. Then the VM is stopped for the rest (figures.md B1, after
 * Clark et al., "Live Migration of Virtual Machines", NSDI 2005):
 *
 *     V0 = memory × (1 − zero share)      ti = Vi / bandwidth      Vi+1 = bytes written at least once in ti
 *     blackout = Vlast / bandwidth + fixed switch-over
 *
 * The stop rules are parameters, and the first one that holds stops the copying. VMotion: `switchOverGoalMs` 500. QEMU:
 * `switchOverGoalMs` 300, with `finalMbitPerS`, since its last copy is not throttled. Hyper-V: `maxRounds` 10. Xen up
 * to 4.5: `maxRounds` 30, `stopBelowKiB` 200 (50 pages), `maxSentTimesMemory` 3, `stopWhenNotShrinking`; from 4.6 on
 * `maxRounds` 5, `stopBelowKiB` 200 (figures.md B2 to B5).
 */
import { z } from 'zod'
import { UsageError } from '../errors.js'
import { bytesPerMiB, bytesPerMs, inMegabytes, inSeconds, mbitPerS, milliseconds } from './amount.js'
import { method } from './method.js'

const megabytesPerS = z.number().min(0).max(1_000_000)

const parameters = z.strictObject({
  linkMbitPerS: mbitPerS.describe('speed at which memory is copied while the VM runs'),
  firstRoundMbitPerS: mbitPerS
    .optional()
    .describe('speed of the first round, and the least of the others; that of the link when left out'),
  rateStepMbitPerS: mbitPerS
    .optional()
    .describe(
      'a round goes as fast as the last one was dirtied, and this much faster; with the speed of the link when left out',
    ),
  finalMbitPerS: mbitPerS
    .optional()
    .describe('speed at which the rest is copied while the VM is stopped; that of the link when left out'),
  zeroShare: z
    .number()
    .min(0)
    .max(0.99)
    .optional()
    .describe('share of memory that is empty and need not be copied; 0 when left out'),

  hotSetMiB: z.number().min(0).max(67_108_864).describe('memory that the VM writes all the time'),
  hotDirtyMBPerS: megabytesPerS.describe('how fast it does so'),
  coldDirtyMBPerS: megabytesPerS.optional().describe('how fast it writes to the rest of its memory; 0 when left out'),

  switchOverGoalMs: milliseconds
    .optional()
    .describe('stop when the rest can be sent in this time at the speed of the round before'),
  stopBelowKiB: z.number().min(0).max(1e9).optional().describe('stop when less than this is left'),
  maxRounds: z.number().int().min(1).max(1000).optional().describe('stop after so many rounds'),
  maxSentTimesMemory: z
    .number()
    .min(1)
    .max(1000)
    .optional()
    .describe('stop when so many times the memory has been sent'),
  stopWhenNotShrinking: z
    .boolean()
    .optional()
    .describe('stop when a round leaves no less than it sent, and the link is fully used'),

  switchOverMs: milliseconds.describe(
    'fixed part of the blackout: stopping, device state, starting, announcing the new place',
  ),
  copyCpuShare: z
    .number()
    .min(0.01)
    .max(1)
    .optional()
    .describe('share of its CPU that the VM keeps while it is copied; 1 when left out'),
})
type Parameters = z.infer<typeof parameters>

/** A state of the copying in which it may be stopped. */
interface Copied {
  readonly rounds: number
  readonly tookMs: number
  readonly sentBytes: number
  readonly lastRoundBytes: number
  readonly leftBytes: number
  readonly mbitPerS: number
}

/** In words why the copying stops here, or nothing. */
type StopRule = (parameters: Parameters, copied: Copied, memoryBytes: number) => string | false

const stopRules: readonly StopRule[] = [
  (_, { leftBytes }) => leftBytes === 0 && 'nothing is left',
  ({ switchOverGoalMs }, { leftBytes, mbitPerS }) =>
    switchOverGoalMs !== undefined &&
    leftBytes / bytesPerMs(mbitPerS) <= switchOverGoalMs &&
    `it can be sent within the goal of ${inSeconds(switchOverGoalMs)}`,
  ({ stopBelowKiB }, { leftBytes }) =>
    stopBelowKiB !== undefined && leftBytes < stopBelowKiB * 1024 && `it is less than ${stopBelowKiB} KiB`,
  ({ stopWhenNotShrinking, linkMbitPerS }, { leftBytes, lastRoundBytes, mbitPerS }) =>
    stopWhenNotShrinking === true &&
    mbitPerS === linkMbitPerS &&
    leftBytes >= lastRoundBytes &&
    'the rounds do not get smaller any more',
  ({ maxSentTimesMemory }, { sentBytes }, memoryBytes) =>
    maxSentTimesMemory !== undefined &&
    sentBytes > maxSentTimesMemory * memoryBytes &&
    `more than ${maxSentTimesMemory} times the memory has been sent`,
  ({ maxRounds }, { rounds }) => maxRounds !== undefined && rounds >= maxRounds && 'that was the last round allowed',
]

export const precopy = method({
  summary: 'memory is copied while the VM runs; it stops only for the rest',
  parameters,

  plan(given, { memoryMiB }) {
    const { copied, stoppedBecause } = copyUntilStopped(given, memoryMiB * bytesPerMiB)
    const finalMbitPerS = given.finalMbitPerS ?? given.linkMbitPerS
    const copyMs = Math.round(copied.tookMs)
    const rounds = `${copied.rounds} ${copied.rounds === 1 ? 'round' : 'rounds'}`
    return {
      phases: [
        {
          kind: 'brownout',
          startMs: 0,
          durationMs: copyMs,
          wire: 'none',
          ...(given.copyCpuShare === undefined ? {} : { cpuShare: given.copyCpuShare }),
          because: `${inMegabytes(copied.sentBytes)} copied in ${rounds} while the VM runs, at up to ${given.linkMbitPerS} Mbit/s`,
        },
        {
          kind: 'blackout',
          startMs: copyMs,
          durationMs: Math.round(copied.leftBytes / bytesPerMs(finalMbitPerS) + given.switchOverMs),
          wire: 'drop',
          because:
            `${inMegabytes(copied.leftBytes)} left after ${rounds} (${stoppedBecause}), sent at ${finalMbitPerS} Mbit/s, ` +
            `and ${inSeconds(given.switchOverMs)} to switch over`,
        },
      ],
      outcome: 'moved',
    }
  },
})

/** Copying that still goes on after so many rounds goes on for ever, or as good as. */
const endlessRounds = 10_000

const copyUntilStopped = (given: Parameters, memoryBytes: number): { copied: Copied; stoppedBecause: string } => {
  const { linkMbitPerS, firstRoundMbitPerS = linkMbitPerS, rateStepMbitPerS = linkMbitPerS, zeroShare = 0 } = given
  const usedBytes = memoryBytes * (1 - zeroShare)
  let toSend = usedBytes
  let mbitPerS = Math.min(firstRoundMbitPerS, linkMbitPerS)
  let tookMs = 0
  let sentBytes = 0
  for (let rounds = 1; rounds <= endlessRounds; rounds++) {
    const roundMs = toSend / bytesPerMs(mbitPerS)
    tookMs += roundMs
    sentBytes += toSend
    const leftBytes = bytesWritten(given, usedBytes, roundMs)
    const copied = { rounds, tookMs, sentBytes, lastRoundBytes: toSend, leftBytes, mbitPerS }
    for (const rule of stopRules) {
      const stoppedBecause = rule(given, copied, memoryBytes)
      if (stoppedBecause !== false) return { copied, stoppedBecause }
    }
    const dirtiedMbitPerS = leftBytes / roundMs / bytesPerMs(1)
    mbitPerS = Math.min(Math.max(dirtiedMbitPerS + rateStepMbitPerS, firstRoundMbitPerS), linkMbitPerS)
    toSend = leftBytes
  }
  throw new UsageError(
    `the copying never ends: the VM writes as fast as the link (${linkMbitPerS} Mbit/s) can carry, and no stop rule ever holds; ` +
      'raise linkMbitPerS, lower hotDirtyMBPerS, or give maxRounds',
  )
}

/**
 * Bytes written at least once in the time: a hot set that is soon written throughout, and a cold rest (figures.md B1).
 */
const bytesWritten = (
  { hotSetMiB, hotDirtyMBPerS, coldDirtyMBPerS = 0 }: Parameters,
  used: number,
  ms: number,
): number => {
  const hot = Math.min(hotSetMiB * bytesPerMiB, used)
  return writtenOf(hot, hotDirtyMBPerS, ms) + writtenOf(used - hot, coldDirtyMBPerS, ms)
}

/**
 * Writes that fall anywhere in a set of bytes hit some again: set × (1 − e^(−rate × time / set)). 1 MB/s is 1000 bytes
 * a ms.
 */
const writtenOf = (set: number, dirtyMBPerS: number, ms: number): number =>
  set === 0 ? 0 : -set * Math.expm1((-dirtyMBPerS * 1000 * ms) / set)
