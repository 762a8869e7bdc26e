/** The connection may have lived, its data did not: acknowledged and gone, there twice, or different. */
import { isDamaged } from '../finding.js'
import type { CauseRule } from './cause.js'

export const damagedData: CauseRule = (cell) => {
  const { audited, vm } = cell
  if (audited === undefined || !isDamaged(cell)) return undefined
  const { acknowledged, lost, duplicated, corrupted } = audited
  const text = `data damaged: of ${acknowledged} acknowledged exchanges ${lost} lost, ${duplicated} doubled, ${corrupted} corrupted`
  return {
    owner: 'service',
    setting: null,
    value: null,
    firedAtMs: audited.atMs - (vm.startedMs ?? 0),
    evidence: [text],
    text,
  }
}
