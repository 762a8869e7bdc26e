/** Whether a verdict is the one that was predicted, or that the scenario expects. Apart from the result's schema, which takes longer to load. */
import type { CellResult } from './result.js'

/**
 * Whether the verdict is one of those predicted, of which an "either" has several; `undefined` where one of the two is missing. A crowd's are, but for two
 * in a hundred: a prediction looks at 64 moments, and of many sessions one is always at another.
 */
export const isAsPredicted = ({
  predicted,
  verdict,
  crowd,
}: Pick<CellResult, 'predicted' | 'verdict' | 'crowd'>): boolean | undefined => {
  if (predicted === null || verdict === 'inconclusive') return undefined
  const isPredicted = (other: CellResult['verdict']): boolean => predicted.either.some((each) => each.verdict === other)
  if (crowd === undefined) return isPredicted(verdict)
  const said = crowd.verdicts.filter((each) => each.verdict !== 'inconclusive')
  const seen = (some: typeof said): number => some.reduce((sum, each) => sum + each.seen, 0)
  return seen(said.filter((each) => !isPredicted(each.verdict))) <= seen(said) * unforeseenShare
}

const unforeseenShare = 0.02

/** Why a session may make a run fail: it is not what the scenario expects of it, or it has this verdict. */
export const failReasons = ['expectation', 'died', 'reconnected', 'stalled', 'inconclusive'] as const
export type FailReason = (typeof failReasons)[number]

/** A session that died is what a run was to find out, unless somebody says otherwise. */
export const usualFailReasons: readonly FailReason[] = ['expectation']

export const failsOn =
  (reasons: readonly FailReason[] = usualFailReasons) =>
  (cell: Pick<CellResult, 'shortfalls' | 'verdict' | 'control'>): boolean =>
    reasons.some((reason) => (reason === 'expectation' ? fellShort(cell) : !cell.control && cell.verdict === reason))

/** Whether something could be said of it, and that is not what the scenario expects. */
export const fellShort = ({ shortfalls }: Pick<CellResult, 'shortfalls'>): boolean => shortfalls.length > 0
