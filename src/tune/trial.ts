/** What one session did in one pause. */
import { hasEnded } from '../cell.js'
import type { CellResult } from '../result.js'
import type { Trial } from './result.js'

/** Those that say something, shortest pause first. */
export const trialsOf = (cells: readonly CellResult[]): readonly Trial[] =>
  cells.flatMap((cell) => trial(cell) ?? []).sort((one, other) => one.pauseMs - other.pauseMs)

const trial = ({ id, plan, achieved, verdict, cause, longestStallMs }: CellResult): Trial | undefined => {
  const plannedMs = plan[0]?.durationMs
  const pauseMs = achieved[0]?.durationMs ?? null
  if (verdict === 'inconclusive' || plannedMs === undefined || pauseMs === null) return undefined
  const { owner, setting, value } = cause ?? { owner: 'unknown' as const, setting: null, value: null }
  return {
    id,
    plannedMs,
    pauseMs,
    verdict,
    longestStallMs,
    cause: hasEnded({ verdict }) ? { owner, setting, value } : null,
  }
}
