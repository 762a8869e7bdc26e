/** Why the table can be believed: what became of the sessions that were not moved, and how near the pauses came to the plan. */
import { fellShort } from '../../agreement.js'
import type { Report } from '../../result.js'
import { allOf, count, seconds } from '../amounts.js'
import { blackoutsOf, moveName, movesOf } from './moves.js'

export const control = ({ cells }: Report): string => {
  const controls = cells.filter((cell) => cell.control)
  if (controls.length === 0) return 'none in this run'
  const unaffected = controls.filter(({ verdict }) => verdict === 'unaffected')
  const longest = Math.max(...controls.map(({ longestStallMs }) => longestStallMs))
  const share =
    unaffected.length === controls.length
      ? allOf(controls.length, 'session')
      : `${unaffected.length} of ${count(controls.length, 'session')}`
  return `${share} to the VM that was not moved stayed unaffected (longest stall ${seconds(longest)})`
}

export const expectations = ({ cells }: Report): string => {
  const bound = cells.filter(({ expected }) => expected !== null)
  const met = bound.filter((cell) => !fellShort(cell) && cell.verdict !== 'inconclusive')
  const share =
    met.length === bound.length ? allOf(bound.length, 'session') : `${met.length} of ${count(bound.length, 'session')}`
  return `${share} came out as the scenario expects`
}

export const selfCheck = (report: Report): string => {
  const blackouts = movesOf(report).flatMap((move) =>
    blackoutsOf(move).map((blackout) => ({ ...blackout, name: moveName(move) })),
  )
  const achieved = blackouts.flatMap(({ name, plannedMs, achievedMs }) =>
    typeof achievedMs === 'number' ? [{ name, plannedMs, achievedMs, offMs: Math.abs(achievedMs - plannedMs) }] : [],
  )
  if (blackouts.length === 0) return 'no blackout was planned'
  const missing = blackouts.length - achieved.length
  const unfinished = missing === 0 ? '' : `; ${missing} of ${blackouts.length} did not begin or did not end`
  const worst = achieved.toSorted((a, b) => b.offMs - a.offMs)[0]
  if (worst === undefined) return `no blackout was carried out${unfinished}`
  const percent = (100 * worst.offMs) / worst.plannedMs
  const share = Number.isFinite(percent) ? `, ${percent < 0.1 ? 'under 0.1' : percent.toFixed(1)} %` : ''
  const off = seconds(worst.offMs)
  return `${count(achieved.length, 'blackout')} within ${off} of the plan (the worst: ${worst.name}, ${off} off ${seconds(worst.plannedMs)}${share})${unfinished}`
}
