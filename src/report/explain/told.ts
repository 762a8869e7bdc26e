/** What is told of one session: its events and its verdict, times from the start of the migration. */
import type { HistoryEvent } from '../../history.js'
import { membersOf } from '../../judge/crowd/members.js'
import { type CellFacts, gatherFacts } from '../../judge/facts.js'
import type { CellResult, Report } from '../../result.js'
import { type Resent, resentBy } from './resent.js'

export interface Told {
  readonly seen: CellFacts
  readonly result: CellResult
  /** No exchange of an unaffected session took longer, ms. */
  readonly unaffectedBelowMs: number
  readonly lastMs: number
  readonly resent: readonly Resent[]
  /** When the first exchange after the last silence ended. */
  readonly againMs: number | undefined
  /** From the start of the migration; of one that never started, from the start of the run. */
  readonly sinceStart: (atMs: number) => number
}

const tell = (seen: CellFacts, result: CellResult, unaffectedBelowMs: number, lastMs: number): Told => {
  const { startedMs = 0, backMs } = seen.vm
  return {
    seen,
    result,
    unaffectedBelowMs,
    lastMs: lastMs - startedMs,
    resent: resentBy(seen).map((each) => ({ ...each, atMs: each.atMs - startedMs })),
    againMs: backMs === undefined || result.recoveryMs === null ? undefined : backMs + result.recoveryMs - startedMs,
    sinceStart: (atMs) => atMs - startedMs,
  }
}

/** Every shard has the control, and of several only the worst is in the report: whose that was nobody knows any more. */
export const isTold = ({ control, repetition }: CellResult, histories: readonly unknown[]): boolean =>
  histories.length === 1 || !control || repetition !== undefined

/** Those that are wanted, in the order of the report; one of which the history knows nothing is not among them. */
export const toldOf = (
  history: readonly HistoryEvent[],
  report: Pick<Report, 'cells'>,
  wanted: (told: { readonly result: CellResult }) => boolean,
): Told[] => {
  const { cells, run, lastMs } = gatherFacts(history)
  const factsOf = new Map(cells.map((seen) => [seen.cell.id, seen]))
  return report.cells.flatMap((result) => {
    const seen = factsOf.get(result.id)
    return seen === undefined || !wanted({ result })
      ? []
      : [tell(worstOf(seen, result), result, run.unaffectedBelowMs, lastMs)]
  })
}

/** Of a crowd the session is told of that its verdict is of. */
const worstOf = (seen: CellFacts, { verdict, crowd }: CellResult): CellFacts => {
  const number = crowd?.worst.find((each) => each.verdict === verdict)?.number
  if (seen.crowd === undefined || number === undefined) return seen
  for (const member of membersOf(seen, seen.crowd)) if (member.number === number) return member.facts
  return seen
}
