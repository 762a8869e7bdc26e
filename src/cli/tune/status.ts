/** What `outlive tune` ends with, and `outlive report` of its record. */
import type { Tune } from '../../tune/result.js'
import { exitStatus } from '../exit-status.js'

/** Something could be said of every session, and each outlives the target. */
export const tuneStatus = ({ curves, target }: Tune): number => {
  const proofs = target?.advice.map(({ before, after }) => after ?? before) ?? []
  if (curves.some(({ trials }) => trials.length === 0) || proofs.some(({ of }) => of === 0))
    return exitStatus.inconclusive
  return proofs.some(({ outlived, of }) => outlived < of) ? exitStatus.fellShort : exitStatus.fine
}
