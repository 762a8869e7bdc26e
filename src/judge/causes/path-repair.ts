/** The VM ran again, and the network still sent its packets to the old host, until its new place was announced. */
import type { CauseRule } from './cause.js'
import { at } from './evidence.js'
import { stallOf } from './stall.js'
import { seconds } from './when.js'

/** What of a stall the search must have taken to be what it came from, as a share of what came after the VM was back. */
const mostOfIt = 0.5

export const pathRepair: CauseRule = (cell, _, finding) => {
  const stall = stallOf(cell, finding)
  const { overMs, backMs } = stall?.silence ?? {}
  if (stall === undefined || overMs === undefined || backMs === undefined || overMs <= backMs) return undefined
  if (overMs - backMs < mostOfIt * (stall.toMs - backMs)) return undefined
  const repair = cell.vm.phases.find(({ planned, endMs }) => planned.kind === 'path-repair' && endMs === overMs)
  return {
    owner: 'network',
    startedMs: backMs,
    firedMs: overMs,
    evidence: [
      `${at(backMs, cell)}: the VM ran again`,
      `${at(overMs, cell)}: the network had found it${repair === undefined ? '' : ` (${repair.planned.because})`}`,
      `${at(stall.toMs, cell)}: the answer`,
    ],
    text: `${stall.story}: the network found it only ${seconds(overMs - backMs)} after it was back`,
  }
}
