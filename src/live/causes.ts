/** Why sessions that are dead died, from the history so far, while the run goes on. The report has the last word when it has ended. */
import type { HistoryEvent } from '../history.js'
import { firstCause } from '../judge/causes/first.js'
import { gatherFacts } from '../judge/facts.js'
import { find } from '../judge/finding.js'

/** @param ids of cells; those of which nothing is known yet are left out */
export const deathsExplained = (history: readonly HistoryEvent[], ids: readonly string[]): Map<string, string> => {
  const wanted = new Set(ids)
  const facts = gatherFacts(history)
  const texts = facts.cells.flatMap((cell): [string, string][] => {
    if (!wanted.has(cell.cell.id)) return []
    const finding = find(cell, facts.run.unaffectedBelowMs)
    const cause = firstCause(finding.verdict, cell, facts, finding)
    return cause === null ? [] : [[cell.cell.id, cause.text]]
  })
  return new Map(texts)
}
