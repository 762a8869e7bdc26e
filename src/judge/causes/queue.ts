/** What had been held for the VM was delivered when it was back, and it took longer to work that off than it had been away. */
import type { CauseRule } from './cause.js'
import { at } from './evidence.js'
import { stallOf } from './stall.js'

export const queue: CauseRule = (cell, _, finding) => {
  const stall = stallOf(cell, finding)
  if (cell.cell.wire !== 'hold' || stall?.silence?.backMs === undefined) return undefined
  // What took longer speaks.
  if (stall.tailMs <= stall.silence.backMs - Math.max(stall.fromMs, stall.silence.fromMs)) return undefined
  return {
    owner: 'network',
    startedMs: stall.silence.backMs,
    firedMs: stall.toMs,
    evidence: [`${at(stall.silence.backMs, cell)}: what was held is delivered`, `${at(stall.toMs, cell)}: the answer`],
    text: `${stall.story}: until ${workedOff}`,
  }
}

export const workedOff = 'what had been held for it was worked off'
