/** What a session's own events say, before any doubt: its verdict and its longest stall. */
import type { Verdict } from '../cell.js'
import type { CellFacts, Span } from './facts.js'

export interface Finding {
  readonly verdict: Exclude<Verdict, 'inconclusive'>
  /** The longest time in which the session got nothing done; `undefined` when no exchange was due. */
  readonly stall: Span | undefined
  /** The same question about another cell, so that a doubt can look at the control. */
  verdictOf(cell: CellFacts): Exclude<Verdict, 'inconclusive'>
}

/** @param unaffectedBelowMs no exchange of an unaffected session took longer than this */
export const find = (cell: CellFacts, unaffectedBelowMs: number): Finding => {
  const stall = longestStall(cell)
  const verdictOf = (other: CellFacts) => verdict(other, longestStall(other), unaffectedBelowMs)
  return { verdict: verdict(cell, stall, unaffectedBelowMs), stall, verdictOf }
}

const verdict = (cell: CellFacts, stall: Span | undefined, unaffectedBelowMs: number): Finding['verdict'] => {
  if (cell.gaveUp !== undefined || isDamaged(cell)) return 'died'
  if (cell.connected.some(({ attempt }) => attempt > 1)) return 'reconnected'
  return stall !== undefined && (stall.toMs ?? 0) - stall.fromMs > unaffectedBelowMs ? 'stalled' : 'unaffected'
}

/** A session that lives on with wrong data has not outlived the move. */
export const isDamaged = ({ audited }: CellFacts): boolean =>
  audited !== undefined && audited.lost + audited.duplicated + audited.corrupted > 0

const longestStall = ({ exchanges, failures, gaveUp, vm }: CellFacts): Span | undefined => {
  const since = vm.startedMs ?? 0
  const waits = exchanges.map(([endMs, tookMs]): Span => ({ fromMs: endMs - tookMs, toMs: endMs }))
  // What failed lasted until the session got something done again, or gave up.
  const failed = failures.map(
    ({ during, startedMs, atMs }): Span => ({
      // Nobody waits in an idle connection before it fails.
      fromMs: during === 'idle' ? atMs : startedMs,
      toMs: exchanges.find(([endMs]) => endMs > atMs)?.[0] ?? gaveUp?.atMs ?? atMs,
    }),
  )
  const length = (span: Span): number => (span.toMs ?? 0) - span.fromMs
  return [...waits, ...failed]
    .filter(({ toMs = 0 }) => toMs >= since)
    .reduce<Span | undefined>(
      (longest, span) => (longest && length(longest) >= length(span) ? longest : span),
      undefined,
    )
}
