/** A timer of the client's application or library ran out. */
import { type CauseRule, deathOf, seconds, whenSeen } from './cause.js'

export const ownTimer: CauseRule = (cell) => {
  const death = deathOf(cell)
  if (death?.timer === undefined) return undefined
  const { timer, atMs, startedMs, during, error } = death
  const start = cell.vm.startedMs ?? 0
  return {
    owner: timer.owner,
    setting: timer.setting,
    value: timer.valueMs,
    firedAtMs: atMs - start,
    evidence: [`${during} begun at ${seconds(startedMs - start)}`, `at ${seconds(atMs - start)}: ${error.message}`],
    text: `${timer.setting} of ${seconds(timer.valueMs)} ran out ${whenSeen(atMs, cell)}`,
  }
}
