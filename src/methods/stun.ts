/**
 * Stun: the VM is stopped in its place, once or several times, and goes on there. Packets wait for it.
 *
 *     first stun = fixed part + memory / speed, when the memory is saved with it
 *     a further stun, after some time in which the VM runs, ends what the first one began
 *
 * A snapshot with memory is long, one without is short. A backup takes a snapshot and removes it afterwards: two stuns.
 * A cloud's host is updated beneath its VMs: one.
 */
import { z } from 'zod'
import type { Phase } from '../plan.js'
import { bytesPerMiB, bytesPerMs, inSeconds, mbitPerS, milliseconds } from './amount.js'
import { method } from './method.js'

export const stun = method({
  summary: 'the VM is stopped in its place for a while, and goes on there; packets wait for it',
  parameters: z.strictObject({
    afterMs: milliseconds
      .optional()
      .describe(
        'how long the VM runs before it, so that it falls on another moment of what sessions do; 0 when left out',
      ),
    stunMs: milliseconds.describe('length of the first stun, besides saving the memory'),
    saveMbitPerS: mbitPerS
      .optional()
      .describe('speed at which the memory is saved during the first stun; it is not saved when left out'),
    furtherStuns: z.number().int().min(0).max(100).optional().describe('how many stuns follow; 0 when left out'),
    furtherStunMs: milliseconds.optional().describe('length of each of those; that of the first when left out'),
    betweenMs: milliseconds.optional().describe('how long the VM runs between two stuns; 0 when left out'),
  }),

  plan({ afterMs = 0, stunMs, saveMbitPerS, furtherStuns = 0, furtherStunMs = stunMs, betweenMs = 0 }, { memoryMiB }) {
    const saveMs = saveMbitPerS === undefined ? 0 : (memoryMiB * bytesPerMiB) / bytesPerMs(saveMbitPerS)
    const saved =
      saveMbitPerS === undefined
        ? ''
        : `, ${inSeconds(saveMs)} of it to save ${memoryMiB} MiB at ${saveMbitPerS} Mbit/s`
    const firstMs = Math.round(stunMs + saveMs)
    const laterMs = Math.round(furtherStunMs)
    const apartMs = Math.round(betweenMs)
    const beginsMs = Math.round(afterMs)
    const phases = [stunned(beginsMs, firstMs, `stopped in its place for ${inSeconds(firstMs)}${saved}`)]
    for (let further = 1, endMs = beginsMs + firstMs; further <= furtherStuns; further++) {
      if (apartMs > 0) phases.push(running(endMs, apartMs))
      phases.push(
        stunned(endMs + apartMs, laterMs, `stopped again for ${inSeconds(laterMs)}, ${further} of ${furtherStuns}`),
      )
      endMs += apartMs + laterMs
    }
    return { phases, outcome: 'here' }
  },
})

const stunned = (startMs: number, durationMs: number, because: string): Phase => ({
  kind: 'blackout',
  startMs,
  durationMs,
  wire: 'hold',
  because,
})

const running = (startMs: number, durationMs: number): Phase => ({
  kind: 'brownout',
  startMs,
  durationMs,
  wire: 'none',
  because: `the VM runs for ${inSeconds(durationMs)} between two stuns`,
})
