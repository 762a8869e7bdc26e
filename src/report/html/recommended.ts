/** What to set so that a session outlives what it died of: what the record proves, or else what is predicted. */
import type { CellResult } from '../../result.js'
import { pastedAt } from '../tune/paste.js'
import type { Recommended } from './data.js'

export const recommendedFor = ({ cause, predicted, verdict }: CellResult): Recommended | null => {
  if (verdict === 'inconclusive' || cause === null) return null
  const { needed, owner, setting, value } = cause
  if (needed !== null) {
    const from = needed.setting === setting && typeof value === 'number' ? value : null
    return { from: 'measured', lines: pastedAt([{ owner, setting: needed.setting, from, to: needed.value }]) }
  }
  const remedy = verdict === 'died' ? (predicted?.remedy ?? null) : null
  return remedy === null ? null : { from: 'predicted', lines: pastedAt(remedy.changes) }
}
