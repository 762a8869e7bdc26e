/** A crowd: each of its sessions is judged by itself, by the rules that every session is judged by; then they are counted. */
import type { CellResult } from '../../result.js'
import { doubts } from '../doubts.js'
import type { CellFacts, Facts } from '../facts.js'
import { find } from '../finding.js'
import { type Judged, judgeSession } from '../session.js'
import { openCount } from './count.js'
import { baselineOf, takenBy } from './measured.js'
import { type CrowdFacts, membersOf } from './members.js'

export const judgeCrowd = (cell: CellFacts, crowd: CrowdFacts, facts: Facts): Judged & Pick<CellResult, 'crowd'> => {
  const sessions = openCount(cell)
  const verdictOf = memoized((other: CellFacts) => find(other, facts.run.unaffectedBelowMs).verdict)
  const leak = leakOf(cell, crowd, facts)
  for (const { number, exchanges, facts: member } of membersOf(cell, crowd)) {
    const session = judgeSession(member, facts, verdictOf)
    const judged = { ...session, exchanges, recoveryMs: waitedFor(member) ? session.recoveryMs : null }
    const isDoubtful = leak !== undefined && judged.verdict !== 'inconclusive'
    sessions.add(number, isDoubtful ? { ...judged, verdict: 'inconclusive', cause: null, why: leak } : judged, member)
  }
  const missing = (cell.cell.count ?? 0) - sessions.counted()
  const lost =
    cell.clientLost === undefined
      ? 'the run broke off before they told of themselves'
      : `their client process ${cell.clientLost.detail}`
  return sessions.result(missing, lost, {
    baselineMs: baselineOf(crowd),
    taken: takenBy(cell, crowd, facts),
  })
}

/** What was answered in a silence was so whoever's it was: each slot stands for the exchange in it that began last. */
const leakOf = (cell: CellFacts, { summed }: CrowdFacts, facts: Facts): string | undefined => {
  const exchanges = summed.flatMap(({ slots }) =>
    slots.map(([, lastEndMs, lastBegunMs]) => [lastEndMs, lastEndMs - lastBegunMs] as const),
  )
  const crowd = { ...cell, exchanges }
  return doubts['wire not silent']?.(crowd, facts, find(crowd, facts.run.unaffectedBelowMs))
}

/** Whether it is known when it exchanged something again: of the other exchanges only the longest are kept. */
const waitedFor = ({ exchanges, vm: { backMs = Number.POSITIVE_INFINITY } }: CellFacts): boolean =>
  exchanges.some(([endMs, tookMs]) => endMs >= backMs && endMs - tookMs < backMs)

const memoized = <Key, Value>(of: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.has(key) ? (known.get(key) as Value) : of(key)
    known.set(key, value)
    return value
  }
}
