/** The VM ran again, and the network still sent its packets to the old host, until its new place was announced. */
import type { CauseRule, Named } from './cause.js'
import { at } from './evidence.js'
import { type Stall, stallOf } from './stall.js'
import { seconds } from './when.js'

export const pathRepair: CauseRule = (cell, _, finding) => {
  const stall = stallOf(cell, finding)
  const { overMs, backMs } = stall?.silence ?? {}
  if (stall === undefined || overMs === undefined || backMs === undefined || stall.searchMs <= 0) return undefined
  // What took longer speaks.
  if (stall.searchMs < stall.tailMs) return undefined
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
    others: stall.tailMs === 0 ? [] : [waitedOn(stall)],
    text: `${stall.story}: ${foundLate(stall)}`,
  }
}

export const foundLate = ({ searchMs }: Stall): string =>
  `the network found it only ${seconds(searchMs)} after it was back`

const waitedOn = ({ tailMs }: Stall): NonNullable<Named['others']>[number] => ({
  owner: 'client kernel',
  setting: 'net.ipv4.tcp_rto_max_ms',
  text: `${seconds(tailMs)} more went by until the next retransmission after that`,
})
