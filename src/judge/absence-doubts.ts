/** What could make a verdict meaningless because somebody who should have noticed was not there. */
import type { Doubt } from './doubts.js'
import { lengthMs, overlap } from './span.js'

/** As much of a silence, ms or as a share of it, may pass unnoticed. */
const toleratedMs = 250
const toleratedShare = 0.05

export const absenceDoubts: Record<string, Doubt> = {
  /**
   * A client that does not run begins no exchange, so it would not notice a blackout, or not all of it. One that waited already when it was stopped did
   * notice: how long it waited is doubted elsewhere.
   */
  'client away in the blackout': ({ cell, vm, absences }, { run }, { stall }) => {
    if (cell.control) return undefined
    for (const { silent } of vm.phases) {
      const silentMs = lengthMs(silent) ?? 0
      if (silent === undefined || silentMs <= run.unaffectedBelowMs) continue
      const awayMs = absences
        .filter(({ process }) => process.startsWith('client '))
        .filter(({ fromMs }) => stall === undefined || stall.fromMs > fromMs || (stall.toMs ?? fromMs) <= fromMs)
        .reduce((sum, away) => sum + overlap(silent, away), 0)
      if (awayMs > Math.max(toleratedMs, silentMs * toleratedShare))
        return `its client did not run for ${Math.round(awayMs)} ms of the blackout, and could not notice it meanwhile`
    }
    return undefined
  },
}
