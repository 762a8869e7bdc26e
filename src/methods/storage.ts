/**
 * Storage migration: the VM stays on its host, and its disk moves to another storage while it runs. It is stunned at the
 * switch, and where the product says so at the start of each pass. Three ways of doing it (Mashtizadeh et al., "The
 * Design and Evolution of Live Storage Migration in VMware ESX", USENIX ATC 2011):
 *
 *     snapshots (ESX 3.5)             a stun and a copy for each pass: what was written during the last one
 *     dirty-block tracking (ESX 4.0)  the same passes, without their stuns
 *     I/O mirroring (ESX 5.0)         one pass; writes go to both disks, so that nothing is left
 *
 *     V0 = disk      ti = Vi / speed      Vi+1 = min(disk, writes × ti), or 0 when mirrored
 *     stun at the switch = Vlast / speed + fixed switch-over
 */
import { z } from 'zod'
import { UsageError } from '../errors.js'
import type { Phase } from '../plan.js'
import {
  bytesPerMiB,
  bytesPerMs,
  inMegabytes,
  inSeconds,
  mbitPerS,
  mebibytes,
  megabytesPerS,
  milliseconds,
} from './amount.js'
import { method } from './method.js'

const parameters = z.strictObject({
  diskMiB: mebibytes.min(1).describe('size of the disk'),
  copyMbitPerS: mbitPerS.describe('speed at which the disk is copied'),
  diskWriteMBPerS: megabytesPerS.describe('how fast the VM writes to its disk'),
  mirrored: z.boolean().optional().describe('writes go to both disks, so that one pass is enough; no when left out'),
  passStunMs: milliseconds
    .optional()
    .describe('stun at the start of each pass, for its snapshot or to install the mirror; none when left out'),
  switchOverGoalMs: milliseconds
    .optional()
    .describe('stop copying when the rest can be sent in this time; 0 when left out'),
  maxRounds: z.number().int().min(1).max(1000).optional().describe('stop after so many passes'),
  switchOverMs: milliseconds.describe('fixed part of the stun at the switch: closing one disk and opening the other'),
})
type Parameters = z.infer<typeof parameters>

export const storage = method({
  summary: 'the disk moves while the VM runs on its host; the VM is stunned at the switch',
  parameters,

  plan(given) {
    const { passes, leftBytes } = copyPasses(given)
    const phases: Phase[] = []
    let endMs = 0
    const add = (phase: Pick<Phase, 'kind' | 'wire' | 'because'>, ms: number): void => {
      const startMs = Math.round(endMs)
      endMs += ms
      phases.push({ ...phase, startMs, durationMs: Math.round(endMs) - startMs })
    }
    const stun = (because: string, ms: number): void => add({ kind: 'blackout', wire: 'hold', because }, ms)
    const { passStunMs = 0, switchOverMs, copyMbitPerS } = given

    for (const [index, bytes] of passes.entries()) {
      if (passStunMs > 0) stun(`stunned for ${inSeconds(passStunMs)} at the start of pass ${index + 1}`, passStunMs)
      const because = `${inMegabytes(bytes)} of the disk copied at ${copyMbitPerS} Mbit/s; the VM's disk is slower meanwhile, its CPU is not`
      add({ kind: 'brownout', wire: 'none', because }, bytes / bytesPerMs(copyMbitPerS))
    }
    const left =
      leftBytes === 0 ? 'nothing left to copy' : `${inMegabytes(leftBytes)} left, sent at ${copyMbitPerS} Mbit/s`
    stun(
      `${left}, and ${inSeconds(switchOverMs)} to switch over to the other disk`,
      leftBytes / bytesPerMs(copyMbitPerS) + switchOverMs,
    )
    return { phases, outcome: 'here' }
  },
})

/** Passes that do not end the copying after so many never do. */
const endlessPasses = 1000

/** Bytes copied in each pass, and what is left for the stun. @throws UsageError when it would never end */
const copyPasses = (given: Parameters): { passes: readonly number[]; leftBytes: number } => {
  const { diskMiB, copyMbitPerS, diskWriteMBPerS, mirrored = false, switchOverGoalMs = 0, maxRounds } = given
  const speed = bytesPerMs(copyMbitPerS)
  const diskBytes = diskMiB * bytesPerMiB
  const passes = [diskBytes]
  if (mirrored) return { passes, leftBytes: 0 }
  for (let toSend = diskBytes; passes.length <= endlessPasses; passes.push(toSend)) {
    toSend = Math.min(diskBytes, (diskWriteMBPerS * 1000 * toSend) / speed)
    if (toSend / speed <= switchOverGoalMs || passes.length === maxRounds) return { passes, leftBytes: toSend }
  }
  throw new UsageError(
    `the copying never ends: the VM writes ${diskWriteMBPerS} MB a second to its disk, ${inMegabytes(speed * 1000)} a second are copied, ` +
      'and the rest never becomes as small as the goal; raise copyMbitPerS or switchOverGoalMs, or give maxRounds or mirrored',
  )
}
