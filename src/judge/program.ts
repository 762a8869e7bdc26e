/**
 * Somebody's own client is a black box: it was seen from outside, by its lines, its connections and its end. Here that becomes what every session is
 * judged by, without taking it for more than it is.
 */
import type { EventOf } from '../history.js'
import type { CommandSession } from '../scenario/command.js'
import { silencesOf } from './causes/when.js'
import type { CellFacts } from './facts.js'
import { brokenBefore, endInWords, failure, type Run, type Seen, succeeded, waitsForEver } from './program-end.js'

export interface ProgramFacts {
  readonly ended: EventOf<'ended'> | undefined
  readonly said: readonly EventOf<'said'>[]
  /** Lines that its scenario asked for. */
  readonly watched: readonly EventOf<'watched'>[]
  /** Its service ended although its VM had not. */
  readonly serviceEnded: EventOf<'service-ended'> | undefined
  /** How long it was silent over a blackout that its habit hides: longer than usual, and no longer than it had once been before. */
  readonly hiddenMs: number | undefined
  /** `undefined` where nothing came before the migration. */
  readonly habit: Habit | undefined
}

/** Times between two exchanges, ms: before the migration, or as the scenario says. */
export interface Habit {
  readonly typicalMs: number
  readonly longestMs: number
}

/** What of a cell's facts the program itself did not tell. */
type Told = Pick<CellFacts, 'connected' | 'exchanges' | 'failures' | 'gaveUp' | 'asked' | 'hiddenMs'>

/**
 * How often something came before the migration. The time until its first exchange was its start; what it was silent for when the migration began
 * is its habit too.
 */
export const habitOf = (
  { client }: CommandSession,
  exchanges: CellFacts['exchanges'],
  startMs: number,
): Habit | undefined => {
  const before = exchanges.filter(([endMs]) => endMs < startMs)
  const last = before.at(-1)
  if (last === undefined) return undefined
  const interval = client.exchange?.interval
  if (interval !== undefined) return { typicalMs: interval, longestMs: interval }
  const gaps = before
    .slice(1)
    .map(([, gapMs]) => gapMs)
    .sort((a, b) => a - b)
  const quietMs = startMs - last[0]
  return {
    typicalMs: gaps[Math.floor(gaps.length / 2)] ?? quietMs,
    longestMs: Math.max(gaps.at(-1) ?? 0, quietMs),
  }
}

/**
 * How long a session waited whose exchanges are this far apart. One is due when it usually is; it is late only when it comes later than it ever does,
 * and nobody calls that waiting if it is by little.
 */
const waitOf = (gapMs: number, { typicalMs, longestMs }: Habit, unaffectedBelowMs: number): number => {
  const lateMs = gapMs - longestMs
  return lateMs > unaffectedBelowMs ? gapMs - typicalMs : Math.max(0, lateMs)
}

const hiddenBy = ({ typicalMs, longestMs }: Habit, { exchanges, vm }: Seen, belowMs: number): number | undefined => {
  const silences = silencesOf(vm).filter(({ fromMs, backMs = fromMs }) => backMs - fromMs > belowMs)
  const hidden = exchanges.find(
    ([endMs, gapMs]) =>
      gapMs - typicalMs > belowMs &&
      gapMs - longestMs <= belowMs &&
      silences.some(({ fromMs, backMs = fromMs }) => fromMs < endMs && backMs > endMs - gapMs),
  )
  return hidden?.[1]
}

/**
 * That it had done its work is the sign of life of one that ended well after its VM was back before it was looked at again: what was to come may
 * come within less than that.
 */
const endAsExchange = ({ exchanges, ended, vm: { backMs } }: Seen): CellFacts['exchanges'] => {
  const [lastMs] = exchanges.at(-1) ?? []
  if (lastMs === undefined || ended === undefined || backMs === undefined) return []
  return lastMs < backMs && ended.atMs > backMs ? [[ended.atMs, ended.atMs - lastMs]] : []
}

/** The same facts in the words in which every session is judged. */
export const asSession = (told: Seen, command: CommandSession, run: Run): Told => {
  const { vm, ended, habit = { typicalMs: 0, longestMs: 0 } } = told
  const hasEnded = ended !== undefined && !ended.byUs
  const failed = hasEnded && !succeeded(ended, told, command)
  const seen = hasEnded && !failed ? { ...told, exchanges: [...told.exchanges, ...endAsExchange(told)] } : told
  const startMs = vm.startedMs ?? Number.POSITIVE_INFINITY
  const connected = attempts(seen, startMs)
  const exchanges = seen.exchanges.map(
    ([endMs, gapMs]) => [endMs, waitOf(gapMs, habit, run.unaffectedBelowMs)] as const,
  )
  const waiting = waitsForEver(seen)
  const failures = [
    ...brokenBefore(seen, connected, run),
    ...(failed ? [failure(seen, ended, run)] : []),
    ...(waiting === undefined ? [] : [waiting]),
  ]
  const overMs = vm.phases.at(-1)?.endMs ?? startMs
  const alive = (): boolean => !failed && (ended?.byUs === false || exchanges.some(([endMs]) => endMs > overMs))
  const { cell, atMs = 0 } = ended ?? { cell: seen.cell.id }
  return {
    connected,
    exchanges,
    failures,
    hiddenMs: hiddenBy(habit, seen, run.unaffectedBelowMs),
    gaveUp:
      waiting !== undefined
        ? { type: 'gave-up', cell, atMs, because: 'still waiting when the run ended' }
        : failed
          ? { type: 'gave-up', cell, atMs, because: `its program ${endInWords(ended)}` }
          : undefined,
    asked: ended && { type: 'asked', cell, atMs, alive: alive(), tookMs: 0 },
  }
}

/**
 * A connection that was made after the migration began is a second attempt, unless the program's habit is to make new ones all the time: then they
 * say nothing, and its exchanges say it all.
 */
const attempts = ({ connected, exchanges }: Seen, startMs: number): CellFacts['connected'] => {
  // Some make several until they are at work.
  const atWorkMs = Math.max(connected[0]?.atMs ?? startMs, exchanges[0]?.[0] ?? 0)
  const calmMs = (atWorkMs + startMs) / 2
  const isHabit = connected.some(({ atMs }) => atMs > calmMs && atMs < startMs)
  let attempt = 1
  return connected.map((event) => ({ ...event, attempt: isHabit || event.atMs < startMs ? 1 : ++attempt }))
}
