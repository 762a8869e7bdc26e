/** What a pre-copying product is described by, and the workload in the VM. */
import { z } from 'zod'
import { mbitPerS, mebibytes, megabytesPerS, milliseconds } from '../amount.js'
import { announceDelayMs } from '../path-repair.js'

const share = z.number().min(0.01).max(1)

/** The VM and the line. */
const copying = {
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
  hotSetMiB: mebibytes.describe('memory that the VM writes all the time'),
  hotDirtyMBPerS: megabytesPerS.describe('how fast it does so'),
  coldDirtyMBPerS: megabytesPerS.optional().describe('how fast it writes to the rest of its memory; 0 when left out'),
}

/** When the copying ends. */
const stopping = {
  switchOverGoalMs: milliseconds
    .optional()
    .describe('stop when the rest can be sent in this time at the speed of the round before'),
  goalSteps: z
    .number()
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe('the goal is reached in so many steps rather than at once, the first step being goal / steps'),
  goalStepEveryMs: milliseconds.min(1).optional().describe('time between these steps; required with them'),
  goalWithinRounds: z
    .boolean()
    .optional()
    .describe(
      'stop within a round too, as soon as what of it is not sent yet and what was written meanwhile can be sent within the goal; between two rounds only when left out',
    ),
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
  cancelAfterMsPerGiB: milliseconds
    .min(1)
    .optional()
    .describe(
      'give up when the copying has lasted this long for each GiB of memory; the VM then stays; never when left out',
    ),
}

/** What the product does to a VM that writes faster than the link carries. */
const slowing = {
  slowToLinkShare: z
    .number()
    .min(0)
    .max(0.99)
    .optional()
    .describe(
      'when rounds hardly shrink, slow the VM until it writes this share of what the link carries; never when 0 or left out',
    ),
  autoConverge: z
    .boolean()
    .optional()
    .describe('throttle the VM step by step when rounds hardly shrink; no when left out'),
  throttleTriggerShare: share
    .optional()
    .describe(
      'a round hardly shrinks when more than this share of what it sent is written meanwhile; 0.5 when left out',
    ),
  throttleFirstShare: share.optional().describe('share of its CPU that the first step takes; 0.2 when left out'),
  throttleStepShare: share.optional().describe('what each further step takes; 0.1 when left out'),
  throttleMostShare: z.number().min(0.01).max(0.99).optional().describe('what is taken at most; 0.99 when left out'),
  throttleRunMs: milliseconds
    .min(1)
    .optional()
    .describe('a throttled VM runs for this long, then sleeps for what the share asks for; 10 when left out'),
}

/** What the VM feels. */
const stopped = {
  traceStunMs: milliseconds.optional().describe('stun at the start, to trace what the VM writes; none when left out'),
  copyCpuShare: share.optional().describe('share of its CPU that the VM keeps while it is copied; 1 when left out'),
  switchOverMs: milliseconds.describe(
    'fixed part of the blackout: stopping, device state, starting, announcing the new place',
  ),
  abortSwitchOverMs: milliseconds
    .min(1)
    .optional()
    .describe(
      'a switch-over that takes longer is given up after this time, and the VM goes on where it was; never when left out',
    ),
  announceDelayMs,
}

export const parameters = z.strictObject({ ...copying, ...stopping, ...slowing, ...stopped })
export type Parameters = z.infer<typeof parameters>
