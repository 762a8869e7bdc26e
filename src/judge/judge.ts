/** From a history to a report: a pure function, so that an old record can be judged again. */
import type { HistoryEvent } from '../history.js'
import { knownLimitsOf } from '../known-limits.js'
import { predictCell } from '../predict/cell.js'
import { type CellResult, identity, type Report } from '../result.js'
import { judgeCrowd } from './crowd/judge.js'
import { type CellFacts, type Facts, gatherFacts } from './facts.js'
import { judgeSession, rounded } from './session.js'

/** @throws Error when the history does not begin as one does. */
export const judge = (history: readonly HistoryEvent[]): Report => {
  const facts = gatherFacts(history)
  return {
    version: 1,
    name: facts.run.name,
    engine: facts.run.engine,
    ended: facts.ended?.reason ?? 'broken off',
    tookMs: facts.lastMs - facts.run.atMs,
    environment: facts.run.environment,
    limits: [
      ...facts.limits,
      ...Object.values(facts.run.profiles).flatMap(({ name, limits }) =>
        limits.map((limit) => `Profile ${name}: ${limit}`),
      ),
    ],
    cells: facts.cells.map((cell) => judgeCell(cell, facts)),
  }
}

const judgeCell = (cell: CellFacts, facts: Facts): CellResult => {
  const { startedMs = 0 } = cell.vm
  const seesBegin = cell.cell.command === undefined && cell.crowd === undefined
  const result: CellResult = {
    ...identity(cell.cell),
    achieved: cell.vm.phases.map(({ planned, startMs, endMs, silent, frozen }) => {
      const span = (planned.wire === 'answer' ? frozen : silent) ?? { fromMs: startMs, toMs: endMs }
      return {
        kind: planned.kind,
        startMs: rounded(span.fromMs - startedMs),
        durationMs: span.toMs === undefined ? null : rounded(span.toMs - span.fromMs),
        wire: planned.wire,
        ...(seesBegin && { intoExchangeMs: intoExchangeMs(cell, span.fromMs) }),
      }
    }),
    // Predictions are of a network; where there is none to silence they would be of something else.
    predicted:
      facts.run.engine === 'loopback' ? null : predictCell(cell.cell, facts.run.profiles[cell.cell.profile], facts.run),
    ...(cell.crowd === undefined ? judgeSession(cell, facts) : judgeCrowd(cell, cell.crowd, facts)),
  }
  const known = knownLimitsOf(result, facts.run.engine)
  return known.length === 0 ? result : { ...result, knownLimits: [...known] }
}

/** How long the exchange had been under way that was under way at `atMs`; `null` when none was. */
const intoExchangeMs = ({ exchanges, failures }: CellFacts, atMs: number): number | null => {
  const answered = exchanges.find(([endMs]) => endMs > atMs)
  const failed = failures.find(({ during, atMs: failedMs }) => during === 'exchange' && failedMs > atMs)
  const begun = [answered && answered[0] - answered[1], failed?.startedMs].find((ms) => ms !== undefined && ms < atMs)
  return begun === undefined ? null : rounded(atMs - begun)
}
