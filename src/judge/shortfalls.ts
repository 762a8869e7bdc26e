/** What of a scenario's expectation of a session did not come true, in words. */
import type { Expectation } from '../cell.js'
import type { CellResult } from '../result.js'
import { symptomOf } from '../symptom.js'
import { seconds } from './causes/when.js'
import type { CellFacts } from './facts.js'

type Outcome = Pick<CellResult, 'verdict' | 'cause' | 'longestStallMs'>

export const shortfallsOf = (cell: CellFacts, expected: Expectation, outcome: Outcome): string[] => {
  const { verdict, cause, longestStallMs } = outcome
  // Of what nothing can be said, neither can this.
  if (verdict === 'inconclusive') return []
  const { verdicts, maxStallMs, causes, without = [] } = expected
  return [
    ...(verdicts === undefined || verdicts.includes(verdict) ? [] : [`${verdict}, expected: ${verdicts.join(' or ')}`]),
    ...(maxStallMs === undefined || longestStallMs <= maxStallMs
      ? []
      : [`stalled for ${seconds(longestStallMs)}, expected: at most ${seconds(maxStallMs)}`]),
    ...(causes === undefined || cause === null || causes.some((each) => each === cause.owner || each === cause.setting)
      ? []
      : [`because of ${cause.setting ?? cause.owner}, expected: ${causes.join(' or ')}`]),
    ...without.flatMap((written) => {
      const seen = symptomOf(written).seenIn(cell, outcome)
      return seen === undefined ? [] : [`${written}: ${seen}`]
    }),
  ]
}
