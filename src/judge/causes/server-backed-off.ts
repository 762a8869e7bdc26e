/**
 * The VM was back, and its kernel waited for its next retransmission of what it had pushed. Guests' timers stand still while they are suspended, and are capped
 * here for want of that (CONTRIBUTING.md): nobody waits longer for what a VM sends again.
 */
import { longestTimeout, shortestRtoMaxMs } from './backed-off.js'
import type { CauseRule } from './cause.js'
import { capturedLines, sampleLine } from './evidence.js'
import { stallLine, stallOf } from './stall.js'

export const serverBackedOff: CauseRule = (cell, _, finding) => {
  const stall = stallOf(cell, finding)
  const { wire, shape } = cell.cell
  if (stall === undefined || stall.tailMs === 0 || shape !== 'listening') return undefined
  if (!['drop', 'unreachable'].includes(wire) || stall.tailMs > 2 * shortestRtoMaxMs) return undefined
  const samples = cell.vmSamples.filter(
    ({ atMs, timer }) => atMs >= stall.fromMs && atMs <= stall.toMs && timer?.startsWith('on'),
  )
  return {
    owner: 'server kernel',
    setting: longestTimeout,
    firedMs: stall.toMs,
    evidence: [
      stallLine(stall, cell),
      'the client listens: what was lost is for the VM to send again',
      ...samples.map((sample) => `in the VM, ${sampleLine(sample, cell)}`),
      ...capturedLines(cell.vmSentAgain, stall, cell).map((line) => `in the VM, ${line}`),
    ],
    text: `${stall.story}: until the VM's kernel sent again what had been lost`,
  }
}
