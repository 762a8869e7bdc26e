/**
 * After a move the switch sends the VM's packets to its old host until it hears from the new one: a gratuitous ARP or
 * RARP that the product sends at once, or late, or never, so that the VM's own next packet has to do.
 */
import type { Phase } from '../plan.js'
import { inSeconds, milliseconds } from './amount.js'

export const announceDelayMs = milliseconds
  .optional()
  .describe('time from the switch-over until the switch learns where the VM is now; 0 when left out')

/** The phase of a VM that runs but is not found yet; none when the new place is announced at once. */
export const pathRepair = (startMs: number, delayMs = 0): readonly Phase[] => {
  if (delayMs === 0) return []
  return [
    {
      kind: 'path-repair',
      startMs,
      durationMs: Math.round(delayMs),
      wire: 'drop',
      because: `the switch sends its packets to the old host until the new place is announced, ${inSeconds(delayMs)} later`,
    },
  ]
}
