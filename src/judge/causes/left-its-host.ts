/** The session's connection ended on the VM's host, and the VM left it. */
import { type CauseRule, failureOf } from './cause.js'
import { at, failureLine } from './evidence.js'
import { seconds } from './when.js'

/** From the end of the host's process until its client has seen it: a round trip on a busy machine. */
const seenWithinMs = 1000

export const leftItsHost: CauseRule = (cell) => {
  const first = cell.failures[0]
  if (cell.cell.endsOn !== 'host' || failureOf(cell) === undefined || first === undefined) return undefined
  const left = cell.vm.relayEnded.find(({ atMs }) => atMs <= first.atMs && first.atMs - atMs < seenWithinMs)
  if (left === undefined) return undefined
  return {
    owner: 'host',
    firedMs: first.atMs,
    evidence: [
      `${at(left.atMs, cell)}: the VM left ${left.host}, whose process for it ended`,
      failureLine(first, cell),
    ],
    text: `its connection ended on ${left.host}, which the VM left ${seconds(left.atMs - (cell.vm.startedMs ?? 0))} into the migration`,
  }
}
