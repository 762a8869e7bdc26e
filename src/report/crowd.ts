/** What is told of crowds, whose cells are many sessions: how many fared how, why, how long they waited, what they took. */
import type { Verdict } from '../cell.js'
import { number } from '../judge/crowd/words.js'
import type { CellResult, Crowd } from '../result.js'
import { seconds } from './amounts.js'
import { moveName } from './pretty/moves.js'
import { sessionName } from './session-name.js'

/** How many sessions some cells are. */
export const sessionsIn = (cells: readonly Pick<CellResult, 'count'>[]): number =>
  cells.reduce((sum, { count = 1 }) => sum + count, 0)

/** How many of them came to this verdict. */
export const seenIn = (cells: readonly Pick<CellResult, 'verdict' | 'crowd'>[], verdict: Verdict): number =>
  cells.reduce((sum, cell) => sum + seen(cell, verdict), 0)

const seen = (cell: Pick<CellResult, 'verdict' | 'crowd'>, verdict: Verdict): number =>
  cell.crowd === undefined
    ? Number(cell.verdict === verdict)
    : (cell.crowd.verdicts.find((each) => each.verdict === verdict)?.seen ?? 0)

/** The longest stall of those that came to this verdict, ms. */
export const longestOf = (cells: readonly CellResult[], verdict: Verdict): number => {
  const each = cells.flatMap(
    (cell): readonly Pick<CellResult, 'verdict' | 'longestStallMs'>[] => cell.crowd?.worst ?? [cell],
  )
  return Math.max(0, ...each.flatMap((one) => (one.verdict === verdict ? [one.longestStallMs] : [])))
}

/** A line each; nothing of a cell that is no crowd. */
export const crowdLines = (cell: CellResult): readonly string[] => {
  const { crowd } = cell
  if (crowd === undefined) return []
  return [
    `${sessionName(cell)} on ${cell.profile} of ${moveName(cell)}: ${opened(cell, crowd)}`,
    ...crowd.verdicts.flatMap(({ verdict, seen, because }) =>
      verdict === 'unaffected'
        ? [`${number(seen)} unaffected`]
        : because.map((each) => `${number(each.seen)} ${verdict}, such as: ${each.text}`),
    ),
    ...(crowd.stallMs === null ? [] : [`longest waits: ${percentiles(crowd.stallMs)}`]),
    ...(crowd.baselineMs === null ? [] : [`exchanges before the migration: ${percentiles(crowd.baselineMs)}`]),
    ...(crowd.taken === null ? [] : [taken(crowd.taken)]),
  ]
}

const opened = ({ paceMs = 0 }: CellResult, { openedInMs, waited }: Crowd): string =>
  `opened in ${seconds(openedInMs)}, each with an exchange every ${seconds(paceMs)}; ${number(waited)} had one under way while the VM was silent`

const percentiles = ({ p50, p90, p99, max }: NonNullable<Crowd['stallMs']>): string =>
  `${seconds(p50)} (median), ${seconds(p90)} (p90), ${seconds(p99)} (p99), ${seconds(max)} (longest)`

const taken = ({ clients, services }: NonNullable<Crowd['taken']>): string =>
  `took per session ${kib(clients.bytesPerSession)} at its client and ${kib(services.bytesPerSession)} in the VM; ` +
  `of a core ${percent(clients.cores)} and ${percent(services.cores)}; without what the kernel keeps of sockets`

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`
const percent = (share: number): string => `${Math.round(share * 100)} %`
