/** When a VM was back, as it was measured. */
import type { CellResult } from '../../result.js'

/** End of the last blackout, in ms from the start of the migration; `undefined` when there was none or it did not end. */
export const lastBlackoutEndMs = ({ achieved }: CellResult): number | undefined => {
  const last = achieved.findLast(({ kind }) => kind === 'blackout')
  return last === undefined || last.durationMs === null ? undefined : last.startMs + last.durationMs
}
