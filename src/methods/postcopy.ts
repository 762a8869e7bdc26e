/**
 * Post-copy: the VM is stopped only for its CPU and device state, runs on at once on the other host, and gets its
 * memory there afterwards (Hines and Gopalan, "Post-copy live migration of virtual machines", 2009):
 *
 *     blackout = switch-over + state / link                      whatever its memory, however fast it writes
 *     brownout = memory × (1 − zero share) / link                 pages are pushed, and fetched when missed
 *     faults   = share fetched × working set / page               one stall each, spread over the brownout
 *     stall    = wait + page / link
 *
 * Most pages arrive before they are needed; each that does not stops the VM for a moment. With huge pages the moment is
 * long: a second for 1 GiB at 10 Gbit/s (QEMU, docs/devel/migration/postcopy.rst).
 */
import { z } from 'zod'
import type { Phase } from '../plan.js'
import {
  bytesPerMiB,
  bytesPerMs,
  inMegabytes,
  inMilliseconds,
  inSeconds,
  mbitPerS,
  mebibytes,
  millionths,
  milliseconds,
  tenths,
} from './amount.js'
import { method } from './method.js'
import { announceDelayMs, pathRepair } from './path-repair.js'

const share = z.number().min(0).max(1)

const parameters = z.strictObject({
  linkMbitPerS: mbitPerS.describe('speed at which state and memory are copied'),
  stateMiB: mebibytes.describe('what has to be there before the VM can run: CPU, devices, list of missing pages'),
  switchOverMs: milliseconds.describe('fixed part of the blackout: stopping, starting, announcing the new place'),
  zeroShare: share
    .max(0.99)
    .optional()
    .describe('share of memory that is empty and need not be copied; 0 when left out'),
  workingSetMiB: mebibytes.describe('memory that the VM uses while the rest is on its way'),
  fetchedShare: share.describe('share of it that is not there yet when needed, and is fetched'),
  pageKiB: z.number().min(1).max(1_048_576).describe('what is fetched at once: the size of a memory page'),
  fetchWaitMs: milliseconds.describe(
    'wait for a page besides its own transfer: the round trip, and the pages before it',
  ),
  announceDelayMs,
})
type Parameters = z.infer<typeof parameters>

export const postcopy = method({
  summary:
    'the VM runs on elsewhere at once; its memory follows, and each page missed on the way stops it for a moment',
  parameters,

  plan(given, { memoryMiB }) {
    const { linkMbitPerS, stateMiB, switchOverMs, announceDelayMs: delayMs = 0 } = given
    const blackoutMs = Math.round(switchOverMs + (stateMiB * bytesPerMiB) / bytesPerMs(linkMbitPerS))
    const repair = pathRepair(blackoutMs, delayMs)
    const foundMs = blackoutMs + (repair[0]?.durationMs ?? 0)
    return {
      phases: [
        {
          kind: 'blackout',
          startMs: 0,
          durationMs: blackoutMs,
          wire: 'drop',
          because: `${stateMiB} MiB of state sent at ${linkMbitPerS} Mbit/s, and ${inSeconds(switchOverMs)} to switch over`,
        },
        ...repair,
        ...fetching(given, memoryMiB, blackoutMs, foundMs),
      ],
      outcome: 'moved',
    }
  },
})

/** No VM gets less, however slow its pages come: it could not be played. */
const leastCpuShare = 0.01

/** From when the network has found the VM until all of its memory is there. */
const fetching = (given: Parameters, memoryMiB: number, fromMs: number, foundMs: number): readonly Phase[] => {
  const { linkMbitPerS, zeroShare = 0, workingSetMiB, fetchedShare, pageKiB, fetchWaitMs } = given
  const memoryBytes = memoryMiB * bytesPerMiB * (1 - zeroShare)
  const pushMs = memoryBytes / bytesPerMs(linkMbitPerS)
  const stallMs = fetchWaitMs + (pageKiB * 1024) / bytesPerMs(linkMbitPerS)
  const faults = Math.ceil((fetchedShare * Math.min(workingSetMiB, memoryMiB) * 1024) / pageKiB)
  const durationMs = Math.max(0, Math.round(fromMs + pushMs) - foundMs)
  if (durationMs === 0) return []
  const brownout = { kind: 'brownout', startMs: foundMs, durationMs, wire: 'none' } as const
  const pushed = `${inMegabytes(memoryBytes)} of memory follow at ${linkMbitPerS} Mbit/s`
  if (faults === 0 || stallMs === 0) return [{ ...brownout, because: pushed }]
  const cpuShare = Math.max(1 - (faults * stallMs) / pushMs, leastCpuShare)
  return [
    {
      ...brownout,
      cpuShare: millionths(cpuShare),
      periodMs: tenths(stallMs / (1 - cpuShare)),
      because: `${pushed}; ${faults} pages are missed before they come, ${inMilliseconds(stallMs)} each`,
    },
  ]
}
