/** Which rules are asked about which verdict, and what the first that fits says. */
import type { Verdict } from '../../cell.js'
import type { Cause } from '../../result.js'
import type { CellFacts, Facts } from '../facts.js'
import type { Finding } from '../finding.js'
import { type CauseRule, causeOf, type Named } from './cause.js'
import { clientProgram } from './client-program.js'
import { endings, stalls } from './index.js'
import { withReturn } from './return.js'
import { withWhatBroke } from './what-broke.js'

/** @returns `null` for a session that was unaffected, and for one of which nothing is known but the doubt */
export const firstCause = (verdict: Verdict, cell: CellFacts, facts: Facts, finding: Finding): Cause | null => {
  const first = (rules: Readonly<Record<string, CauseRule>>, about = cell): Named | undefined => {
    for (const [name, rule] of Object.entries(rules)) {
      const named = unbroken(name, rule)(about, facts, finding)
      if (named !== undefined) return named
    }
    return undefined
  }
  const named = ((): Named | undefined => {
    switch (verdict) {
      case 'unaffected':
        return undefined
      case 'inconclusive':
        return clientProgram(cell, facts, finding)
      case 'died': {
        const ended = first(endings)
        return ended && withWhatBroke(ended, cell, (before) => first(endings, before))
      }
      case 'reconnected': {
        const broken = first(endings)
        return broken && withReturn(broken, cell)
      }
      case 'stalled':
        return first(stalls)
    }
  })()
  return named === undefined ? null : causeOf(named, cell)
}

/** A rule that crashes does not fit; the last of each list cannot. A profile may have a value that no stack takes. */
const unbroken =
  (name: string, rule: CauseRule): CauseRule =>
  (...known) => {
    try {
      return rule(...known)
    } catch (error) {
      if (name === 'unknown') throw error
      return undefined
    }
  }
