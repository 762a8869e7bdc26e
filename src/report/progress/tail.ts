/**
 * How long after a blackout its sessions may still be silent. A client hears nothing of the VM's return until its next retransmission,
 * and those come at r, 3r, 7r, 15r … after the first segment that was lost, r being the smallest retransmission timeout of 0.2 s.
 * An estimate for whoever waits; verdicts are measured.
 */
import { blackoutsOf, type Plan } from '../../plan.js'

const smallestRtoMs = 200
/** Between two retransmissions Linux lets no more time pass than this (TCP_RTO_MAX). */
const longestIntervalMs = 120_000

export const tailMs = (plan: Plan): number =>
  blackoutsOf(plan)
    .filter(({ wire }) => wire === 'drop')
    .reduce((most, { durationMs }) => Math.max(most, nextRetransmissionMs(durationMs)), 0)

const nextRetransmissionMs = (blackoutMs: number): number => {
  let atMs = 0
  for (let intervalMs = smallestRtoMs; atMs < blackoutMs; intervalMs = Math.min(2 * intervalMs, longestIntervalMs)) {
    atMs += intervalMs
  }
  return atMs - blackoutMs
}
