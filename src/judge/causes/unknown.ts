/** No rule fits: all that was seen, and no guess. */
import { type CauseRule, deathOf, seconds, whenSeen } from './cause.js'

export const unknown: CauseRule = (cell) => {
  const death = deathOf(cell)
  if (death === undefined) return undefined
  const start = cell.vm.startedMs ?? 0
  return {
    owner: 'unknown',
    setting: null,
    value: null,
    firedAtMs: death.atMs - start,
    evidence: [
      ...cell.failures.map(
        ({ atMs, during, error }) =>
          `at ${seconds(atMs - start)}, during ${during}: ${error.code ?? ''} ${error.message}`,
      ),
      ...cell.sockets.map(({ atMs, info }) => `ss -E at ${seconds(atMs - start)}: ${JSON.stringify(info)}`),
    ],
    text: `${death.error.code ?? death.error.message} ${whenSeen(death.atMs, cell)}`,
  }
}
