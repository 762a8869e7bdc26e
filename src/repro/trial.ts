/** What one session did in one attempt, and how often a symptom showed. */
import { isAlike } from '../cell.js'
import { groupBy } from '../group-by.js'
import type { CellResult } from '../result.js'
import { type Attempt, isLike, labelOf, simplicity } from './attempt.js'

export interface Trial {
  readonly attempt: Attempt
  readonly cell: CellResult
  /** The evidence in words; `null` where it did not show. */
  readonly shown: string | null
}

/** Those that say something. */
export const trialsOf = (attempts: readonly Attempt[], cells: readonly CellResult[]): readonly Trial[] => {
  const byLabel = new Map(attempts.map((attempt) => [labelOf(attempt), attempt]))
  return cells.flatMap((cell) => {
    const attempt = byLabel.get(cell.preset)
    if (attempt === undefined || cell.control || cell.verdict === 'inconclusive') return []
    return [{ attempt, cell, shown: evidenceOf(cell) }]
  })
}

/** "ETIMEDOUT: read ETIMEDOUT" without the symptom itself. */
const evidenceOf = ({ shortfalls: [first], expected }: CellResult): string | null => {
  const prefix = `${expected?.without?.[0]}: `
  return first === undefined ? null : first.startsWith(prefix) ? first.slice(prefix.length) : first
}

/** The same thing done to the same kind of session, for as long each time. */
export interface Group {
  readonly ms: number
  readonly trials: readonly Trial[]
  readonly shown: number
  readonly of: number
}

/** Shortest first. */
export const byLength = (trials: readonly Trial[]): readonly Group[] =>
  [...groupBy(trials, ({ attempt }) => attempt.ms)]
    .map(([ms, some]) => ({
      ms,
      trials: some,
      shown: some.filter(({ shown }) => shown !== null).length,
      of: some.length,
    }))
    .sort((one, other) => one.ms - other.ms)

/** So often it must show to be relied upon. */
const dependable = 0.5
export const isDependable = ({ shown, of }: Pick<Group, 'shown' | 'of'>): boolean => of > 0 && shown / of >= dependable

/** The trial with the simplest and shortest thing that shows it; of a kind of session that shows it as often as any. */
export const simplest = (trials: readonly Trial[]): Trial | undefined =>
  trials
    .filter(({ shown }) => shown !== null)
    .toSorted(
      (one, other) =>
        Number(isDependable(count(other, trials))) - Number(isDependable(count(one, trials))) ||
        simplicity(one.attempt) - simplicity(other.attempt) ||
        one.attempt.ms - other.attempt.ms,
    )[0]

/** Of the same done to the same. */
export const alike = (trial: Trial, trials: readonly Trial[]): readonly Trial[] =>
  trials.filter(({ attempt, cell }) => isAlike(cell, trial.cell) && isLike(attempt, trial.attempt))

const count = (trial: Trial, trials: readonly Trial[]): Pick<Group, 'shown' | 'of'> =>
  byLength(alike(trial, trials)).find(({ ms }) => ms === trial.attempt.ms) ?? { shown: 0, of: 0 }
