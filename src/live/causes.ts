/** Why sessions that are dead died, from the history so far, while the run goes on. The report has the last word when it has ended. */
import type { HistoryEvent } from '../history.js'
import { firstCause } from '../judge/causes/first.js'
import { gatherFacts } from '../judge/facts.js'
import { find } from '../judge/finding.js'

/** @param ids of cells; those of which nothing is known yet are left out */
export const deathsExplained = (history: readonly HistoryEvent[], ids: readonly string[]): Map<string, string> => {
  const facts = gatherFacts(about(history, new Set(ids)))
  const texts = facts.cells.flatMap((cell): [string, string][] => {
    const finding = find(cell, facts.run.unaffectedBelowMs)
    const cause = firstCause(finding.verdict, cell, facts, finding)
    return cause === null ? [] : [[cell.cell.id, cause.text]]
  })
  return new Map(texts)
}

/** Most of a history are exchanges of others, and no cause asks for them. */
const about = (history: readonly HistoryEvent[], ids: ReadonlySet<string>): HistoryEvent[] =>
  history.flatMap((event): HistoryEvent[] => {
    if ('cell' in event) return ids.has(event.cell) ? [event] : []
    return event.type === 'run-started' ? [{ ...event, cells: event.cells.filter(({ id }) => ids.has(id)) }] : [event]
  })
