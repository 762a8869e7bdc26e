/** What a session did and saw, each subject by itself, in numbers: letters (`lanes.ts`) and pictures are drawn from the same. */
import type { Stretch } from '../time-line.js'
import type { Told } from './told.js'

/** Waits for an answer, however short. An idle connection that fails kept nobody waiting. */
export const waitsOf = ({ seen: { exchanges, failures }, sinceStart }: Told): Stretch[] => [
  ...exchanges.map(([endMs, tookMs]) => ({ startMs: sinceStart(endMs - tookMs), durationMs: tookMs })),
  ...failures.flatMap(({ during, startedMs, atMs }) =>
    during === 'exchange' ? [{ startMs: sinceStart(startedMs), durationMs: atMs - startedMs }] : [],
  ),
]

/** When an exchange, or a silent connection, came to nothing. */
export const failedTalkMs = ({ seen: { failures }, sinceStart }: Told): number[] =>
  failures.flatMap(({ during, atMs }) => (during === 'connect' ? [] : [sinceStart(atMs)]))

/** The timer that decided, where it is known when it was started; else one of the session's own that ran out. */
export const timerOf = ({ seen, result: { cause }, sinceStart }: Told): Stretch | undefined => {
  if (cause !== null && cause.startedAtMs !== null) {
    return { startMs: cause.startedAtMs, durationMs: cause.firedAtMs - cause.startedAtMs }
  }
  const own = seen.failures.findLast(({ timer }) => timer !== undefined)
  return own && { startMs: sinceStart(own.startedMs), durationMs: sinceStart(own.atMs) - sinceStart(own.startedMs) }
}

export interface Connect extends Stretch {
  readonly made: boolean
}

/** Attempts after the first connection, which is told in the list. */
export const connectsOf = ({ seen: { failures, connected }, sinceStart }: Told): Connect[] => [
  ...failures.flatMap(({ during, startedMs, atMs }) =>
    during === 'connect' ? [{ startMs: sinceStart(startedMs), durationMs: atMs - startedMs, made: false }] : [],
  ),
  ...connected.flatMap(({ attempt, atMs, tookMs }) =>
    attempt > 1 ? [{ startMs: sinceStart(atMs - tookMs), durationMs: tookMs, made: true }] : [],
  ),
]

export const serviceOf = ({ seen: { serviceSaw }, sinceStart }: Told) =>
  serviceSaw.map(({ atMs, event }) => ({ atMs: sinceStart(atMs), event }))

export const neighboursOf = ({ seen: { neighbours }, sinceStart }: Told) =>
  neighbours.map(({ atMs, state }) => ({ atMs: sinceStart(atMs), state }))
