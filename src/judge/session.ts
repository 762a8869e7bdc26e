/** What is said of one session, alone or of a crowd, from its facts. */
import type { Verdict } from '../cell.js'
import type { CellResult } from '../result.js'
import { firstCause } from './causes/first.js'
import { seconds } from './causes/when.js'
import { doubts } from './doubts.js'
import type { CellFacts, Facts } from './facts.js'
import { type Finding, find } from './finding.js'
import { shortfallsOf } from './shortfalls.js'
import { lengthMs } from './span.js'

export type Judged = Pick<
  CellResult,
  | 'shortfalls'
  | 'verdict'
  | 'cause'
  | 'why'
  | 'longestStallMs'
  | 'recoveryMs'
  | 'exchanges'
  | 'lost'
  | 'duplicated'
  | 'corrupted'
>

/** @param verdictOf the same question about another cell, where it is not to be asked each time */
export const judgeSession = (cell: CellFacts, facts: Facts, verdictOf?: Finding['verdictOf']): Judged => {
  const found = find(cell, facts.run.unaffectedBelowMs)
  const finding = verdictOf === undefined ? found : { ...found, verdictOf }
  const doubt = firstDoubt(cell, facts, finding)
  const verdict: Verdict = doubt === undefined ? finding.verdict : 'inconclusive'
  const cause = firstCause(verdict, cell, facts, finding)
  const { backMs } = cell.vm
  const recoveredMs = backMs === undefined ? undefined : cell.exchanges.find(([endMs]) => endMs >= backMs)?.[0]
  const stallMs = lengthMs(finding.stall) ?? 0
  const longestStallMs = rounded(stallMs)
  const { expected } = cell.cell
  return {
    shortfalls: expected === undefined ? [] : shortfallsOf(cell, expected, { verdict, cause, longestStallMs }),
    verdict,
    cause,
    why: doubt ?? cause?.text ?? `longest exchange ${seconds(stallMs)}`,
    longestStallMs,
    recoveryMs: backMs === undefined || recoveredMs === undefined ? null : rounded(recoveredMs - backMs),
    exchanges: cell.exchanges.length,
    lost: cell.audited?.lost ?? null,
    duplicated: cell.audited?.duplicated ?? null,
    corrupted: cell.audited?.corrupted ?? null,
  }
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

/** To what the report tells, ms. */
export const rounded = (ms: number): number => Math.round(ms * 10) / 10
