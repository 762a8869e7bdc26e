/** A RST came while the VM was away: a router, a firewall or the hypervisor's switch sent it in the VM's name. */
import { type CauseRule, failureOf } from './cause.js'
import { failureLine } from './evidence.js'
import { resetCodes } from './reset.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

export const middleBox: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure === undefined || !resetCodes.includes(failure.error.code ?? '')) return undefined
  const silence = silenceBefore(failure.atMs, cell)
  if (cell.cell.wire !== 'reset' || silence === undefined) return undefined
  if (silence.overMs !== undefined && failure.atMs > silence.overMs) return undefined
  const stopped = cell.vm.phases.find(({ silent }) => silent?.fromMs === silence.fromMs)?.frozen
  return {
    owner: 'middle box',
    firedMs: failure.atMs,
    pauseMs: failure.atMs - silence.fromMs,
    evidence: [
      failureLine(failure, cell),
      `the VM did not run from ${seconds((stopped?.fromMs ?? silence.fromMs) - (cell.vm.startedMs ?? 0))} on: it sent no RST`,
    ],
    text: `${failure.error.code} from what answers in the VM's place, ${whenSeen(failure.atMs, cell)}`,
  }
}
