/**
 * Suspend, copy, resume: the VM is saved to storage that both hosts reach, the storage is handed over, and the other
 * host reads it back. One blackout:
 *
 *     memory / min(link, write) + hand-over + memory / min(link, read)
 *
 * The whole configured memory counts, used or not, once in each direction. Published for Microsoft's Quick Migration:
 * "between eight seconds and two minutes" over Gigabit storage, depending on memory; "directly proportional" to it (Dell
 * Solutions Guide for Microsoft Hyper-V 2.1).
 */
import { z } from 'zod'
import { bytesPerMiB, bytesPerMs, inSeconds, mbitPerS, milliseconds } from './amount.js'
import { method } from './method.js'
import { announceDelayMs, pathRepair } from './path-repair.js'

export const suspend = method({
  summary: 'the VM is saved to shared storage and restored elsewhere; it is silent all the while',
  parameters: z.strictObject({
    storageLinkMbitPerS: mbitPerS.describe(
      'speed of the link to the shared storage, used once to save and once to restore',
    ),
    storageWriteMbitPerS: mbitPerS
      .optional()
      .describe('speed at which the storage itself takes data; the link decides when left out'),
    storageReadMbitPerS: mbitPerS
      .optional()
      .describe('speed at which the storage itself gives data; the link decides when left out'),
    handOverMs: milliseconds.describe(
      'everything besides the two copies: stopping, storage and cluster hand-over, starting devices',
    ),
    announceDelayMs,
  }),

  plan(given, { memoryMiB }) {
    const { storageLinkMbitPerS, storageWriteMbitPerS, storageReadMbitPerS, handOverMs } = given
    const copyMs = (storageMbitPerS = storageLinkMbitPerS): number =>
      (memoryMiB * bytesPerMiB) / bytesPerMs(Math.min(storageLinkMbitPerS, storageMbitPerS))
    const saveMs = copyMs(storageWriteMbitPerS)
    const restoreMs = copyMs(storageReadMbitPerS)
    const durationMs = Math.round(saveMs + handOverMs + restoreMs)
    const parts = [
      `${memoryMiB} MiB saved in ${inSeconds(saveMs)}`,
      ...(handOverMs > 0 ? [`handed over in ${inSeconds(handOverMs)}`] : []),
      `restored in ${inSeconds(restoreMs)}`,
    ]
    return {
      phases: [
        {
          kind: 'blackout',
          startMs: 0,
          durationMs,
          wire: 'drop',
          because: `${parts.join(', ')}, over a storage link of ${storageLinkMbitPerS} Mbit/s`,
        },
        ...pathRepair(durationMs, given.announceDelayMs),
      ],
      outcome: 'moved',
    }
  },
})
