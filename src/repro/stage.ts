/** From a scenario and attempts to what a run can play: each attempt has a VM of its own, to which all sessions are held. */
import type { Narrow } from '../scenario/narrow.js'
import { resolveDocument } from '../scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../scenario/scenario.js'
import { symptomOf } from '../symptom.js'
import { type Attempt, labelOf, written } from './attempt.js'

/** Whose sessions are looked at, and for what. */
export interface Case {
  /** Where it was read from, for what is wrong with it. */
  readonly name: string
  readonly document: ScenarioDocument
  /** What paths in it are relative to. */
  readonly folder: string
  /** As somebody wrote it. */
  readonly symptom: string
  readonly narrow: Narrow
}

/** Time in which a symptom that takes long can still show, ms. */
const slackMs = 5000

/** @throws UsageError with everything that is wrong with the scenario */
export const stage = (
  { name, document, folder, symptom, narrow }: Case,
  attempts: readonly Attempt[],
): ResolvedScenario => {
  const each = attempts.map((attempt) => {
    const { presets, memory, wire } = written(attempt)
    const [preset = ''] = presets
    const as = labelOf(attempt)
    const { wire: _, migrations: __, ...others } = document
    const value: ScenarioDocument = {
      ...others,
      ...(wire && { wire }),
      presets: [typeof preset === 'string' ? { name: preset, as } : { ...preset, as }],
      memory,
      expect: { '*': { without: symptom } },
    }
    return resolveDocument({ name, value }, folder, narrow)
  })
  const [first] = each
  if (first === undefined) throw new RangeError('no attempts')
  const patience = symptomOf(symptom).takesMs + slackMs
  return {
    ...first,
    cells: [
      ...each.flatMap(({ cells }) => cells.filter(({ control }) => !control)),
      ...first.cells.filter(({ control }) => control),
    ],
    settleMs: Math.max(patience, ...each.map(({ settleMs }) => settleMs)),
  }
}
