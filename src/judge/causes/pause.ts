/** The session waited for its VM and for nothing else: a blackout, or a VM that ran at a part of its speed. */
import type { CellFacts } from '../facts.js'
import type { CauseRule } from './cause.js'
import { at } from './evidence.js'
import { workedOff } from './queue.js'
import { stallOf } from './stall.js'
import { seconds } from './when.js'

export const blackout: CauseRule = (cell, { run }, finding) => {
  const stall = stallOf(cell, finding)
  const isHeld = cell.cell.wire === 'hold'
  // Nobody has to send again what was held: all that came after the blackout was the working off.
  if (stall?.silence?.backMs === undefined || (stall.tailMs > rhythmOf(cell) && !isHeld)) return undefined
  const { fromMs, backMs } = stall.silence
  return {
    owner: 'migration',
    startedMs: fromMs,
    firedMs: backMs,
    pauseMs: run.unaffectedBelowMs,
    evidence: [
      `${at(fromMs, cell)}: the VM was away`,
      `${at(backMs, cell)}: it was back`,
      `${at(stall.toMs, cell)}: the answer`,
    ],
    others:
      isHeld && stall.tailMs > 0
        ? [{ owner: 'network', setting: null, text: `${seconds(stall.tailMs)} more went by until ${workedOff}` }]
        : [],
    text: `${stall.story}: for as long as its VM was away`,
  }
}

/** Somebody's own program says something when it is due by its own rhythm, and is looked at now and then: that is no wait for anything, ms. */
const rhythmOf = ({ habit }: CellFacts): number => (habit === undefined ? 0 : habit.longestMs + lookedEveryMs)
/** How often `harness/command/hold.ts` looks at its connections. */
const lookedEveryMs = 100

export const brownout: CauseRule = (cell, _, finding) => {
  const stall = stallOf(cell, finding)
  if (stall === undefined || stall.silence !== undefined) return undefined
  const slow = cell.vm.phases.find(
    ({ planned, startMs, endMs }) =>
      planned.kind === 'brownout' && startMs < stall.toMs && (endMs ?? stall.toMs) > stall.fromMs,
  )
  if (slow === undefined) return undefined
  return {
    owner: 'migration',
    startedMs: slow.startMs,
    firedMs: stall.toMs,
    evidence: [
      `${at(slow.startMs, cell)}: the VM was left ${Math.round((slow.planned.cpuShare ?? 1) * 100)} % of its CPU (${slow.planned.because})`,
      `${at(stall.toMs, cell)}: the answer`,
    ],
    text: `silent for ${seconds(stall.toMs - stall.fromMs)} while its VM ran slowly`,
  }
}
