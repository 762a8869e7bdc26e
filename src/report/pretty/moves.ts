/** A move is what one VM went through: the cells of one preset, one memory size, one VM of a series, one wire mode and one repetition. */
import { groupBy } from '../../group-by.js'
import type { CellResult, Report } from '../../result.js'
import { memory, seconds } from '../amounts.js'

export interface Move {
  readonly preset: string
  readonly memoryMiB: number
  readonly vmNumber: number | null
  readonly repetition?: number | undefined
  /** At least one. */
  readonly cells: readonly CellResult[]
}

export const movedCells = ({ cells }: Report): CellResult[] => cells.filter(({ control }) => !control)

/** In the order of the report. */
export const movesOf = (report: Report): Move[] =>
  [...groupBy(movedCells(report), whichMove).values()].map((cells) => ({
    preset: cells[0]?.preset ?? '',
    memoryMiB: cells[0]?.memoryMiB ?? 0,
    vmNumber: cells[0]?.vmNumber ?? null,
    repetition: cells[0]?.repetition,
    cells,
  }))

const whichMove = ({ preset, memoryMiB, vmNumber, wire, repetition }: CellResult): string =>
  JSON.stringify([preset, memoryMiB, vmNumber, wire, repetition])

/** "quick-migration, 1 GiB" or "drs, 1 GiB, VM 3" or "vmotion, 1 GiB, repetition 2" */
export const moveName = ({ preset, memoryMiB, vmNumber, repetition }: Omit<Move, 'cells'>): string =>
  [
    preset,
    memory(memoryMiB),
    ...(vmNumber === null ? [] : [`VM ${vmNumber}`]),
    ...(repetition === undefined ? [] : [`repetition ${repetition}`]),
  ].join(', ')

export interface Blackout {
  readonly plannedMs: number
  /** `null` for one that did not end, `undefined` for one that did not begin. */
  readonly achievedMs: number | null | undefined
}

/** All cells of a move share its phases. */
export const blackoutsOf = ({ cells }: Move): Blackout[] => {
  const { plan = [], achieved = [] } = cells[0] ?? {}
  const achievedBlackouts = achieved.filter(({ kind }) => kind === 'blackout')
  return plan
    .filter(({ kind }) => kind === 'blackout')
    .map(({ durationMs }, index) => ({ plannedMs: durationMs, achievedMs: achievedBlackouts[index]?.durationMs }))
}

const mostListed = 4

/** "60 times, for 91 ms to 0.11 s each" */
const summary = (blackouts: readonly Blackout[]): string => {
  const achieved = blackouts.flatMap(({ achievedMs }) => (typeof achievedMs === 'number' ? [achievedMs] : []))
  const missing = blackouts.length - achieved.length
  const times = `${achieved.length} times${missing === 0 ? '' : ` of ${blackouts.length}`}`
  return achieved.length === 0
    ? times
    : `${times}, for ${seconds(Math.min(...achieved))} to ${seconds(Math.max(...achieved))} each`
}

/** "silent for 17.2 s", as it was achieved. */
export const silence = (move: Move): string => {
  const blackouts = blackoutsOf(move)
  const wire = move.cells[0]?.wire ?? 'none'
  if (blackouts.length === 0) return 'never silent'
  const kind = wire === 'drop' ? 'silent' : wire === 'answer' ? 'processes frozen, kernel answering,' : `wire ${wire},`
  if (blackouts.length > mostListed) return `${kind} ${summary(blackouts)}`
  const lengths = blackouts.map(({ plannedMs, achievedMs }) =>
    typeof achievedMs === 'number' ? seconds(achievedMs) : `${seconds(plannedMs)} (planned)`,
  )
  return `${kind} for ${lengths.join(' + ')}`
}
