/** What to turn next, from what was measured: of somebody's own programs nothing is known but that. */
import type { CellResult } from '../result.js'
import type { Machine } from './change.js'
import type { Change } from './result.js'

/** More than the measured shortfall, so that chance does not decide. */
const margin = 1.1
/** Of one that held until the VM was back and ended then: its kernel's next retransmission comes up to as much later as the pause was long. */
const afterBack = 1.5

/**
 * The setting that the judge's cause names with the value that would have done; else the first setting that the scenario says may be turned,
 * in proportion: a limit that held for so long would hold for as much longer. What comes of it is measured in any case.
 *
 * @param given what has been turned already
 * @returns nothing where nothing can be turned
 */
export const nextChange = (
  died: CellResult,
  { cell, profile, guest }: Machine,
  given: readonly Change[],
): Change | undefined => {
  const { cause } = died
  if (cause === null) return undefined
  const { owner, needed } = cause
  const [own] = Object.entries(cell.command?.client.settings ?? {})
  const before = (setting: string, now: number | null): number | null =>
    given.find((change) => change.setting === setting)?.from ?? now
  if (needed?.setting.startsWith('net.')) {
    const { setting, value } = needed
    const now = owner === 'server kernel' ? guest.sysctls[setting] : profile.sysctls[setting]?.value
    return { owner, setting, from: before(setting, now === undefined ? null : Number(now)), to: value }
  }
  if (own !== undefined) {
    const [setting, value] = own
    const silence = died.achieved.find(({ kind }) => kind === 'blackout')
    const pauseMs = silence?.durationMs ?? 0
    const heldMs = Math.max(1, cause.firedAtMs - (silence?.startMs ?? 0))
    const to = Math.ceil(value * (heldMs < pauseMs ? (pauseMs / heldMs) * margin : afterBack))
    return { owner: 'client program', setting, from: before(setting, value), to }
  }
  if (needed === null || cell.command !== undefined) return undefined
  return { owner, setting: needed.setting, from: before(needed.setting, Number(cause.value)), to: needed.value }
}
