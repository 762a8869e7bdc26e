/** A scenario that was played several times is a folder with a record for each, `repeat-1`, `repeat-2` …; here they become one report. */
import type { Verdict } from '../cell.js'
import { groupBy } from '../group-by.js'
import type { HistoryEvent } from '../history.js'
import type { CellResult, Report, Share } from '../result.js'
import { wilson } from '../wilson.js'

/** A report, and what was seen: of one run, or of each that it was put together from. */
export interface Runs {
  readonly report: Report
  /** Read when they are wanted: there may be many. */
  histories(): readonly (readonly HistoryEvent[])[]
}

/** All sessions of all of them, each with the number of its repetition, and how often each came to what. */
export const mergeRepetitions = (reports: readonly [Report, ...Report[]]): Report => {
  const cells = reports.flatMap(({ cells }, index) =>
    cells.map((cell): CellResult => ({ ...cell, id: numbered(cell.id, index), repetition: index + 1 })),
  )
  return {
    ...reports[0],
    ended: reports.find(({ ended }) => ended !== 'finished')?.ended ?? 'finished',
    tookMs: reports.reduce((sum, { tookMs }) => sum + tookMs, 0),
    limits: [...new Set(reports.flatMap(({ limits }) => limits))],
    cells,
    shares: [...groupBy(cells, ({ id }) => idWithoutNumber(id))].map(([id, same]) => shareOf(id, same)),
  }
}

const numbered = (id: string, index: number): string => `${id}#${index + 1}`

/** What a cell is called in all repetitions. */
export const idWithoutNumber = (id: string): string => id.slice(0, id.lastIndexOf('#'))

/** An event of a repetition, as the report of all has it. @param index from 0 on */
export const numberedIn = (event: HistoryEvent, index: number): HistoryEvent => {
  if (event.type === 'run-started')
    return { ...event, cells: event.cells.map((cell) => ({ ...cell, id: numbered(cell.id, index) })) }
  if (event.type === 'client-lost') return { ...event, cells: event.cells.map((id) => numbered(id, index)) }
  if ('crowd' in event) return { ...event, crowd: numbered(event.crowd, index) }
  return 'cell' in event ? { ...event, cell: numbered(event.cell, index) } : event
}

const shareOf = (id: string, cells: readonly CellResult[]): Share => {
  const said = cells.filter(({ verdict }) => verdict !== 'inconclusive')
  const stalls = said.map(({ longestStallMs }) => longestStallMs).toSorted((a, b) => a - b)
  return {
    id,
    control: cells[0]?.control ?? false,
    of: said.length,
    inconclusive: cells.length - said.length,
    verdicts: [...groupBy(said, ({ verdict }) => verdict)]
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(([verdict, some]) => ({
        verdict: verdict as Exclude<Verdict, 'inconclusive'>,
        seen: some.length,
        interval: [...wilson(some.length, said.length)],
        causes: causesOf(some),
      })),
    stallMs:
      stalls.length === 0
        ? null
        : { least: stalls[0] ?? 0, median: stalls[Math.floor(stalls.length / 2)] ?? 0, most: stalls.at(-1) ?? 0 },
  }
}

/** What decided, the most frequent first. */
const causesOf = (cells: readonly CellResult[]): Share['verdicts'][number]['causes'] =>
  [
    ...groupBy(
      cells.flatMap(({ cause }) => cause ?? []),
      ({ owner, setting, value }) => JSON.stringify([owner, setting, value]),
    ).values(),
  ]
    .toSorted((one, other) => other.length - one.length)
    .flatMap((same) =>
      same.slice(0, 1).map(({ owner, setting, value }) => ({ owner, setting, value, seen: same.length })),
    )
