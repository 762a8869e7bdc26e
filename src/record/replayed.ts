/** Two reports of the same cells: where verdicts and causes agree. */
import type { Verdict } from '../cell.js'
import type { Cause, CellResult, Report } from '../result.js'

/** What is compared: numbers that were measured are never the same twice. */
export interface Outcome {
  readonly verdict: Verdict
  readonly cause: Pick<Cause, 'owner' | 'setting'> | null
}

export interface CellReplayed {
  readonly id: string
  readonly before: Outcome | undefined
  readonly now: Outcome | undefined
  readonly agrees: boolean
}

/** Every cell of either, those of the first in its order. */
export const compareCells = (before: Pick<Report, 'cells'>, now: Pick<Report, 'cells'>): readonly CellReplayed[] => {
  const [old, fresh] = [byId(before), byId(now)]
  return [...new Set([...old.keys(), ...fresh.keys()])].map((id) => {
    const pair = { before: old.get(id), now: fresh.get(id) }
    return { id, ...pair, agrees: same(pair.before, pair.now) }
  })
}

const byId = ({ cells }: Pick<Report, 'cells'>): Map<string, Outcome> =>
  new Map(cells.map((cell) => [cell.id, outcomeOf(cell)]))

const outcomeOf = ({ verdict, cause }: CellResult): Outcome => ({
  verdict,
  cause: cause === null ? null : { owner: cause.owner, setting: cause.setting },
})

const same = (one: Outcome | undefined, other: Outcome | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.verdict === other.verdict &&
  one.cause?.owner === other.cause?.owner &&
  one.cause?.setting === other.cause?.setting
