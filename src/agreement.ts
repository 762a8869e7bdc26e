/** Whether a verdict is the one that was predicted, or that the scenario expects. Apart from the result's schema, which takes longer to load. */
import type { CellResult } from './result.js'

/** Whether the verdict is one of those predicted, of which an "either" has several; `undefined` where one of the two is missing. */
export const isAsPredicted = ({
  predicted,
  verdict,
}: Pick<CellResult, 'predicted' | 'verdict'>): boolean | undefined =>
  predicted === null || verdict === 'inconclusive'
    ? undefined
    : predicted.either.some((each) => each.verdict === verdict)

/** Whether something could be said of it, and that is not what the scenario expects. */
export const fellShort = ({ shortfalls }: Pick<CellResult, 'shortfalls'>): boolean => shortfalls.length > 0
