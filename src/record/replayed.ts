/** Two reports of the same cells: where verdicts and causes agree. */
import { isDeepStrictEqual } from 'node:util'
import type { Verdict } from '../cell.js'
import type { Cause, CellResult, Report } from '../result.js'

/** What is compared: numbers that were measured are never the same twice. */
export interface Outcome {
  readonly verdict: Verdict
  readonly cause: Pick<Cause, 'owner' | 'setting'> | null
  /**
   * At which phases, by their number, the session was in the midst of an exchange when they began. A request on its way to a silent VM is sent again and
   * again; one that the VM's kernel had acknowledged is not, and its client waits for the answer alone. Chance decides, and it may decide otherwise the
   * next time. `undefined` where it is not known.
   */
  readonly midExchange: readonly number[] | undefined
}

export interface CellReplayed {
  readonly id: string
  readonly before: Outcome | undefined
  readonly now: Outcome | undefined
  readonly agrees: boolean
  /** Both were frozen at the same offset, as far as is known: in the midst of an exchange at the same phases. */
  readonly sameOffset: boolean
}

/** Every cell of either, those of the first in its order. */
export const compareCells = (before: Pick<Report, 'cells'>, now: Pick<Report, 'cells'>): readonly CellReplayed[] => {
  const [old, fresh] = [byId(before), byId(now)]
  return [...new Set([...old.keys(), ...fresh.keys()])].map((id) => {
    const pair = { before: old.get(id), now: fresh.get(id) }
    return { id, ...pair, agrees: same(pair.before, pair.now), sameOffset: sameOffset(pair.before, pair.now) }
  })
}

const byId = ({ cells }: Pick<Report, 'cells'>): Map<string, Outcome> =>
  new Map(cells.map((cell) => [cell.id, outcomeOf(cell)]))

const outcomeOf = ({ verdict, cause, achieved }: CellResult): Outcome => ({
  verdict,
  cause: cause === null ? null : { owner: cause.owner, setting: cause.setting },
  midExchange: achieved.some(({ intoExchangeMs }) => intoExchangeMs === undefined)
    ? undefined
    : achieved.flatMap(({ intoExchangeMs = null }, phase) => (intoExchangeMs === null ? [] : [phase])),
})

const same = (one: Outcome | undefined, other: Outcome | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.verdict === other.verdict &&
  one.cause?.owner === other.cause?.owner &&
  one.cause?.setting === other.cause?.setting

const sameOffset = (one: Outcome | undefined, other: Outcome | undefined): boolean =>
  one?.midExchange === undefined ||
  other?.midExchange === undefined ||
  isDeepStrictEqual(one.midExchange, other.midExchange)
