/** The session's connection ended on the VM's host, and the VM left it. */
import { type CauseRule, deathOf, seconds } from './cause.js'

/** From the end of the host's process until its client has seen it: a round trip on a busy machine. */
const seenWithinMs = 1000

export const leftItsHost: CauseRule = (cell) => {
  const first = cell.failures[0]
  if (cell.cell.endsOn !== 'host' || deathOf(cell) === undefined || first === undefined) return undefined
  const left = cell.vm.relayEnded.find(({ atMs }) => atMs <= first.atMs && first.atMs - atMs < seenWithinMs)
  if (left === undefined) return undefined
  const start = cell.vm.startedMs ?? 0
  return {
    owner: 'host',
    setting: null,
    value: null,
    firedAtMs: first.atMs - start,
    evidence: [
      `at ${seconds(left.atMs - start)}: the VM left ${left.host}, whose process for it ended`,
      `at ${seconds(first.atMs - start)}, during ${first.during}: ${first.error.code ?? ''} ${first.error.message}`,
    ],
    text: `its connection ended on ${left.host}, which the VM left ${seconds(left.atMs - start)} into the migration`,
  }
}
