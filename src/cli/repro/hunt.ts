/** Looks for a symptom, shortest pauses first; shrinks what shows it; counts how often it does. */
import { sessionLabel } from '../../cell.js'
import { type Attempt, inWords, type Pauses, tookMs } from '../../repro/attempt.js'
import { ladder, type Space } from '../../repro/ladder.js'
import type { Found, Often } from '../../repro/result.js'
import { again, bracketOf, candidates, closer, confirmations, isSure, simpler, surest } from '../../repro/shrink.js'
import { type Case, stage } from '../../repro/stage.js'
import { alike, byLength, type Group, simplest, type Trial, trialsOf } from '../../repro/trial.js'
import { wilson } from '../../wilson.js'
import type { Rounds } from '../rounds.js'

export interface Hunted {
  readonly found: Found | null
  readonly trials: number
  readonly longestMs: number
  readonly ranOut: boolean
}

/** A run takes so much longer than its pause lasts and its sessions need to come back, ms. */
const overheadMs = 12_000
/** How many lengths are tried between two that are known, and how often each. */
const within = { lengths: 5, repeat: 2 } as const
/** How often longer pauses are tried where none shows it surely. */
const mostClimbs = 3

export const hunt = async (wanted: Case, space: Space, deadlineMs: number, rounds: Rounds): Promise<Hunted> => {
  const tried: Trial[] = []
  let longestMs = 0
  let looked: Case = wanted
  let ranOut = false

  /** Whether it was played: there may be no time for it. */
  const play = async (attempts: readonly Attempt[]): Promise<boolean> => {
    const longest = Math.max(...attempts.map(tookMs))
    if (rounds.calledOff) return false
    // What never comes back is waited for as long again.
    if (performance.now() + 2 * longest + overheadMs > deadlineMs) {
      ranOut = true
      return false
    }
    longestMs = Math.max(longestMs, longest)
    tried.push(...trialsOf(attempts, await rounds.play((some) => stage(looked, some), attempts)))
    return true
  }

  let best: Trial | undefined
  for (const { attempts } of ladder(space)) {
    if (attempts.length > 0 && !(await play(attempts))) break
    best = simplest(tried)
    if (best !== undefined) break
  }
  if (best === undefined) return { found: null, trials: tried.length, longestMs, ranOut }

  const others = new Set(tried.filter(({ shown }) => shown !== null).map(({ cell }) => kindOf(cell)))
  others.delete(kindOf(best.cell))
  looked = onlyThis(wanted, best)
  ranOut = false

  const simple = simpler(best, space.offsets)
  if (simple.length > 0 && (await play(simple))) best = simplest(alikeSession(best, tried)) ?? best
  const chosen = best
  const ofBest = (): readonly Trial[] => alike(chosen, tried)

  if (chosen.attempt.kind === 'pause') {
    const { wire, times } = chosen.attempt
    for (let bracket = bracketOf(ofBest()); bracket !== undefined; bracket = bracketOf(ofBest())) {
      const lengths = closer(bracket, within.lengths, space.range[0])
      const next = lengths.flatMap((ms) => again({ ms, wire, times }, within.repeat, space.offsets))
      if (next.length === 0 || !(await play(next))) break
    }
  }
  const settled = await settle(chosen, ofBest, play, space)
  return {
    found: told(settled, ofBest(), [...others], !ranOut),
    trials: tried.length,
    longestMs,
    ranOut,
  }
}

interface Settled {
  readonly group: Group
  readonly afterMs: number | null
}

/** The shortest that shows it surely, by playing longer ones until one does, each many times; where none does, whether it does at one moment of the session's rhythm. */
const settle = async (
  { attempt }: Trial,
  trials: () => readonly Trial[],
  play: (attempts: readonly Attempt[]) => Promise<boolean>,
  { offsets }: Space,
): Promise<Settled> => {
  const groupOf = (ms: number): Group => groupAt(trials(), ms)
  if (attempt.kind === 'move') {
    await play(Array.from({ length: confirmations }, (_, n) => ({ ...attempt, repeat: 10 + n })))
    return { group: groupOf(attempt.ms), afterMs: null }
  }
  const { wire, times } = attempt
  let fromMs = bracketOf(trials())?.shows.ms ?? attempt.ms
  for (let climbs = 0; climbs < mostClimbs && !byLength(trials()).some(isSure); climbs++) {
    const lengths = candidates(fromMs)
    if (!(await play(lengths.flatMap((ms) => again({ ms, wire, times }, confirmations, offsets))))) break
    fromMs = 2 * fromMs
  }
  const group = surest(byLength(trials())) ?? groupOf(attempt.ms)
  if (group.shown === group.of) return { group, afterMs: null }
  // At which moment it showed may tell more than how often.
  const moment = group.trials.find(({ shown }) => shown !== null)?.attempt
  const afterMs = moment?.kind === 'pause' ? moment.afterMs : 0
  const pause: Pick<Pauses, 'ms' | 'wire' | 'times'> = { ms: group.ms, wire, times }
  if (!(await play(again(pause, confirmations, afterMs)))) return { group, afterMs: null }
  const there = groupAt(
    trials().filter(({ attempt }) => attempt.kind === 'pause' && attempt.afterMs === afterMs),
    group.ms,
  )
  return there.shown / there.of > group.shown / group.of ? { group: there, afterMs } : { group, afterMs: null }
}

const groupAt = (trials: readonly Trial[], ms: number): Group =>
  byLength(trials).find((group) => group.ms === ms) ?? { ms, trials: [], shown: 0, of: 0 }

const told = (
  { group, afterMs }: Settled,
  trials: readonly Trial[],
  others: readonly string[],
  shrunk: boolean,
): Found => {
  const shown = group.trials.find((trial) => trial.shown !== null) ?? trials.find((trial) => trial.shown !== null)
  if (shown === undefined) throw new Error('what was found is not there')
  const { attempt, cell } = shown
  const spares = byLength(trials).findLast(({ ms, shown, of }) => ms < group.ms && shown < of)
  return {
    disturbance: {
      text: inWords(attempt),
      ms: attempt.ms,
      times: attempt.kind === 'pause' ? attempt.times : 1,
      wire: attempt.kind === 'pause' ? attempt.wire : null,
      afterMs,
      preset: attempt.kind === 'pause' ? 'pause' : nameOf(attempt.preset),
      memory: attempt.kind === 'pause' ? '1 GiB' : attempt.memory,
    },
    often: often(group),
    spares: spares === undefined ? null : { ms: spares.ms, ...often(spares) },
    evidence: shown.shown ?? '',
    cell,
    others: [...others],
    shrunk,
  }
}

const nameOf = (preset: string | { readonly name: string }): string =>
  typeof preset === 'string' ? preset : preset.name

const often = ({ shown, of }: Pick<Group, 'shown' | 'of'>): Often => ({
  shown,
  of,
  interval: [...wilson(shown, of)] as [number, number],
})

const kindOf = (cell: Trial['cell']): string => `${sessionLabel(cell)} (${cell.shape}) on ${cell.profile}`

const alikeSession = ({ cell }: Trial, trials: readonly Trial[]): readonly Trial[] =>
  trials.filter((trial) => kindOf(trial.cell) === kindOf(cell))

/** The others have shown what they can. */
const onlyThis = (wanted: Case, { cell }: Trial): Case => ({
  ...wanted,
  narrow: { session: [sessionLabel(cell)], shape: [cell.shape], profile: [cell.profile] },
})
