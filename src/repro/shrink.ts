/** From something that shows a symptom to the smallest and simplest that still does: what to try next, given what was tried. */
import type { WireMode } from '../plan.js'
import { between } from '../tune/pauses.js'
import type { Attempt, Pauses } from './attempt.js'
import type { Offsets } from './ladder.js'
import { byLength, type Group, isDependable, type Trial } from './trial.js'

/** So close the smallest pause is looked for, of its length, and in ms. */
const exactness = 0.04
const exactMs = 20

/** Simpler than this one; none where nothing is. */
export const simpler = ({ attempt }: Trial, offsets: Offsets): readonly Attempt[] => {
  const pause = (ms: number, wire: WireMode): Attempt => ({
    kind: 'pause',
    ms: Math.round(ms),
    wire,
    times: 1,
    afterMs: offsets.next(),
    repeat: 1,
  })
  const both = (ms: number): Attempt[] => [pause(ms, 'drop'), pause(ms, 'hold')]
  if (attempt.kind === 'move') return attempt.ms === 0 ? [] : [...both(attempt.ms), ...both(attempt.ms * 1.2)]
  if (attempt.times > 1) return [...both(attempt.ms), ...both(attempt.ms * 1.5)]
  return attempt.wire === 'drop' ? [] : [pause(attempt.ms, 'drop'), pause(attempt.ms, 'drop')]
}

export interface Bracket {
  /** The longest pause below `shows` that does not show it; `null` where none was tried. */
  readonly spares: Group | null
  /** The shortest one that shows it. */
  readonly shows: Group
}

/** @param trials of one thing done to one kind of session. `undefined` where none of them shows it */
export const bracketOf = (trials: readonly Trial[]): Bracket | undefined => {
  const groups = byLength(trials)
  const shows = groups.find(isDependable) ?? groups.find(({ shown }) => shown > 0)
  if (shows === undefined) return undefined
  return { shows, spares: groups.findLast(({ ms }) => ms < shows.ms) ?? null }
}

/** The pauses between that would tell; none where it is known well enough. @param leastMs none is shorter */
export const closer = ({ spares, shows }: Bracket, many: number, leastMs: number): readonly number[] => {
  const fromMs = spares?.ms ?? Math.min(leastMs, shows.ms)
  if (shows.ms - fromMs <= Math.max(exactMs, shows.ms * exactness)) return []
  const all = between(fromMs, shows.ms, many + 2)
  return all.slice(spares === null ? 0 : 1, -1)
}

/** A pause at the border may or may not show it, depending on when a retransmission finds the VM again: which of these is long enough is counted, ms. */
export const candidates = (ms: number): readonly number[] => [ms, ms * 1.25, ms * 1.6].map(Math.round)

/** The same pause again and again: at other moments, or, where the moment matters, always at this one. */
export const again = (
  pause: Pick<Pauses, 'ms' | 'wire' | 'times'>,
  many: number,
  moment: Offsets | number,
): readonly Attempt[] =>
  Array.from({ length: many }, (_, n) => ({
    kind: 'pause',
    ...pause,
    afterMs: typeof moment === 'number' ? moment : moment.next(),
    // Apart from those that were tried before.
    repeat: 10 + n,
  }))

/** Fewer may be luck. */
export const confirmations = 5

export const isSure = ({ shown, of }: Pick<Group, 'shown' | 'of'>): boolean => shown === of && of >= confirmations

/** The shortest of those that surely show it, or else the one that showed it most often of all that were tried as often. */
export const surest = (groups: readonly Group[]): Group | undefined =>
  groups.find(isSure) ??
  groups
    .filter(({ of }) => of >= confirmations)
    .toSorted((one, other) => other.shown / other.of - one.shown / one.of || one.ms - other.ms)[0]
