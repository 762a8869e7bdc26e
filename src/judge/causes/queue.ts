/** What had been held for the VM was delivered when it was back, and worked off. */
import type { CauseRule } from './cause.js'
import { at } from './evidence.js'
import { stallOf } from './stall.js'

export const queue: CauseRule = (cell, _, finding) => {
  const stall = stallOf(cell, finding)
  if (cell.cell.wire !== 'hold' || stall?.silence?.backMs === undefined || stall.tailMs === 0) return undefined
  return {
    owner: 'network',
    startedMs: stall.silence.backMs,
    firedMs: stall.toMs,
    evidence: [`${at(stall.silence.backMs, cell)}: what was held is delivered`, `${at(stall.toMs, cell)}: the answer`],
    text: `${stall.story}: until what had been held for it was worked off`,
  }
}
