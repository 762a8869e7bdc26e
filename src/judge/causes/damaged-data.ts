/** The connection may have lived, its data did not: acknowledged and gone, there twice, or different. */
import { isDamaged } from '../finding.js'
import type { CauseRule } from './cause.js'
import { at } from './evidence.js'

export const damagedData: CauseRule = (cell) => {
  const { audited } = cell
  if (audited === undefined || !isDamaged(cell)) return undefined
  const { acknowledged, lost, duplicated, corrupted, atMs } = audited
  const text = `data damaged: of ${acknowledged} acknowledged exchanges ${lost} lost, ${duplicated} doubled, ${corrupted} corrupted`
  return { owner: 'service', firedMs: atMs, evidence: [`${at(atMs, cell)}, compared: ${text}`], text }
}
