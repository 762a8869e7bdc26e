/** From a history to a report: a pure function, so that an old record can be judged again. */
import type { Verdict } from '../cell.js'
import type { HistoryEvent } from '../history.js'
import { knownLimitsOf } from '../known-limits.js'
import { predictCell } from '../predict/cell.js'
import { type CellResult, identity, type Report } from '../result.js'
import { firstCause } from './causes/first.js'
import { seconds } from './causes/when.js'
import { doubts } from './doubts.js'
import { type CellFacts, type Facts, gatherFacts } from './facts.js'
import { type Finding, find } from './finding.js'
import { shortfallsOf } from './shortfalls.js'

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
  const finding = find(cell, facts.run.unaffectedBelowMs)
  const doubt = firstDoubt(cell, facts, finding)
  const verdict: Verdict = doubt === undefined ? finding.verdict : 'inconclusive'
  const cause = firstCause(verdict, cell, facts, finding)
  const { startedMs = 0, backMs } = cell.vm
  const recoveredMs = backMs === undefined ? undefined : cell.exchanges.find(([endMs]) => endMs >= backMs)?.[0]
  const longestStallMs = rounded(stallMs(finding))
  const { expected } = cell.cell
  const result: CellResult = {
    ...identity(cell.cell),
    shortfalls: expected === undefined ? [] : shortfallsOf(cell, expected, { verdict, cause, longestStallMs }),
    achieved: cell.vm.phases.map(({ planned, startMs, endMs, silent, frozen }) => {
      const span = (planned.wire === 'answer' ? frozen : silent) ?? { fromMs: startMs, toMs: endMs }
      return {
        kind: planned.kind,
        startMs: rounded(span.fromMs - startedMs),
        durationMs: span.toMs === undefined ? null : rounded(span.toMs - span.fromMs),
        wire: planned.wire,
        ...(cell.cell.command === undefined && { intoExchangeMs: intoExchangeMs(cell, span.fromMs) }),
      }
    }),
    // Predictions are of a network; where there is none to silence they would be of something else.
    predicted:
      facts.run.engine === 'loopback' ? null : predictCell(cell.cell, facts.run.profiles[cell.cell.profile], facts.run),
    verdict,
    cause,
    why: doubt ?? cause?.text ?? `longest exchange ${seconds(stallMs(finding))}`,
    longestStallMs,
    recoveryMs: backMs === undefined || recoveredMs === undefined ? null : rounded(recoveredMs - backMs),
    exchanges: cell.exchanges.length,
    lost: cell.audited?.lost ?? null,
    duplicated: cell.audited?.duplicated ?? null,
    corrupted: cell.audited?.corrupted ?? null,
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

/** A doubt that crashes is a doubt. */
const firstDoubt = (cell: CellFacts, facts: Facts, finding: Finding): string | undefined => {
  for (const [name, doubt] of Object.entries(doubts)) {
    try {
      const found = doubt(cell, facts, finding)
      if (found !== undefined) return found
    } catch (error) {
      return `the judge broke on «${name}»: ${(error as Error).message}`
    }
  }
  return undefined
}

const stallMs = ({ stall }: Finding): number => (stall?.toMs === undefined ? 0 : stall.toMs - stall.fromMs)

const rounded = (ms: number): number => Math.round(ms * 10) / 10
