/** What a session did and saw, drawn along time: a lane a subject, each as letters where something is. */
import type { CellFacts } from '../../judge/facts.js'
import { count, seconds } from '../amounts.js'
import type { Paint, Pen } from '../pen.js'
import { drawn, letterAt, type Scale } from '../time-line.js'
import type { Told } from './told.js'

export interface Lane {
  readonly label: string
  /** A letter and how it is painted, or `undefined` where nothing is. */
  readonly letters: readonly (Letter | undefined)[]
  readonly note: string
}

interface Letter {
  readonly letter: string
  readonly paint: Paint
}

/** Those in which something is. */
export const lanesOf = (told: Told, scale: Scale, pen: Pen): Lane[] =>
  [talk, resent, timer, connects, service, neighbour]
    .map((lane) => lane(told, scale, pen))
    .filter(({ letters }) => letters.some((letter) => letter !== undefined))

type DrawLane = (told: Told, scale: Scale, pen: Pen) => Lane

const empty = ({ width }: Scale): (Letter | undefined)[] => Array.from({ length: width }, () => undefined)

const within = ({ fromMs, width, msPerLetter }: Scale, atMs: number): boolean =>
  atMs >= fromMs && atMs < fromMs + width * msPerLetter

/** Exchanges by how many there are, waiting for an answer, and failures. */
const talk: DrawLane = ({ seen, result, sinceStart }, scale, pen) => {
  const letters = empty(scale)
  const counts = letters.map(() => 0)
  for (const [endMs] of seen.exchanges) {
    const at = letterAt(scale, sinceStart(endMs))
    if (within(scale, sinceStart(endMs))) counts[at] = (counts[at] ?? 0) + 1
  }
  const most = Math.max(...counts)
  const waits = drawn(waitsOf(seen, scale.msPerLetter * 2, sinceStart), scale, 'w', ' ')
  for (const [at, number] of counts.entries()) {
    if (waits[at] === 'w') letters[at] = { letter: pen.story.wait, paint: pen.paint.yellow }
    else if (number > 0)
      letters[at] = { letter: number * 2 >= most ? pen.story.busy : pen.story.quiet, paint: pen.paint.green }
  }
  for (const { during, atMs } of seen.failures) {
    if (during !== 'connect' && within(scale, sinceStart(atMs)))
      letters[letterAt(scale, sinceStart(atMs))] = { letter: pen.signs.bad, paint: pen.paint.red }
  }
  return { label: 'exchanges', letters, note: `${result.exchanges}` }
}

/** Long enough to be seen. An idle connection that fails kept nobody waiting. */
const waitsOf = ({ exchanges, failures }: CellFacts, leastMs: number, sinceStart: (atMs: number) => number) =>
  [
    ...exchanges.map(([endMs, tookMs]) => ({ startMs: sinceStart(endMs - tookMs), durationMs: tookMs })),
    ...failures.flatMap(({ during, startedMs, atMs }) =>
      during === 'exchange' ? [{ startMs: sinceStart(startedMs), durationMs: atMs - startedMs }] : [],
    ),
  ].filter(({ durationMs }) => durationMs >= leastMs)

const resent: DrawLane = ({ resent }, scale, pen) => {
  const letters = empty(scale)
  for (const { atMs, number } of resent) {
    if (within(scale, atMs)) letters[letterAt(scale, atMs)] = { letter: `${number % 10}`, paint: pen.paint.cyan }
  }
  return { label: 'sent again', letters, note: count(resent.length, 'time') }
}

/** The timer that decided, where it is known when it was started; else one of the session's own that ran out. */
const timer: DrawLane = ({ seen, result: { cause }, sinceStart }, scale, pen) => {
  const letters = empty(scale)
  const own = seen.failures.findLast(({ timer }) => timer !== undefined)
  const [fromMs, toMs] =
    cause !== null && cause.startedAtMs !== null
      ? [cause.startedAtMs, cause.firedAtMs]
      : own !== undefined
        ? [sinceStart(own.startedMs), sinceStart(own.atMs)]
        : []
  if (fromMs === undefined || toMs === undefined) return { label: 'timer', letters, note: '' }
  const ran = { startMs: fromMs, durationMs: toMs - fromMs }
  for (const [at, letter] of [...drawn([ran], scale, 'w', 'w')].entries()) {
    if (letter === 'w') letters[at] = { letter: pen.signs.dot, paint: pen.paint.cyan }
  }
  letters[letterAt(scale, toMs)] = { letter: pen.signs.note, paint: pen.paint.red }
  return { label: 'timer', letters, note: seconds(ran.durationMs) }
}

/** Of what comes after the first connection, which is told in the list. */
const connects: DrawLane = ({ seen, sinceStart }, scale, pen) => {
  const letters = empty(scale)
  const failed = seen.failures.filter(({ during }) => during === 'connect')
  const put = (atMs: number, letter: string, paint: Paint): void => {
    if (within(scale, sinceStart(atMs))) letters[letterAt(scale, sinceStart(atMs))] = { letter, paint }
  }
  const anew = seen.connected.filter(({ attempt }) => attempt > 1)
  const tries = [
    ...failed.map(({ startedMs, atMs }) => ({ startMs: sinceStart(startedMs), durationMs: atMs - startedMs })),
    ...anew.map(({ atMs, tookMs }) => ({ startMs: sinceStart(atMs - tookMs), durationMs: tookMs })),
  ]
  for (const [at, letter] of [...drawn(tries, scale, 'w', ' ')].entries()) {
    if (letter === 'w') letters[at] = { letter: pen.story.wait, paint: pen.paint.yellow }
  }
  for (const { atMs } of failed) put(atMs, pen.signs.bad, pen.paint.red)
  for (const { atMs } of anew) put(atMs, pen.story.open, pen.paint.green)
  return { label: 'connects', letters, note: count(failed.length + anew.length, 'attempt') }
}

const service: DrawLane = ({ seen, sinceStart }, scale, pen) => {
  const letters = empty(scale)
  for (const { atMs, event } of seen.serviceSaw) {
    if (!within(scale, sinceStart(atMs))) continue
    letters[letterAt(scale, sinceStart(atMs))] =
      event === 'accepted'
        ? { letter: pen.story.open, paint: pen.paint.green }
        : { letter: pen.signs.bad, paint: pen.paint.red }
  }
  return { label: 'service saw', letters, note: '' }
}

/** The first letters of the states' names, which the list spells out. */
const neighbour: DrawLane = ({ seen, sinceStart }, scale, pen) => {
  const letters = empty(scale)
  for (const { atMs, state } of seen.neighbours) {
    if (within(scale, sinceStart(atMs)))
      letters[letterAt(scale, sinceStart(atMs))] = { letter: pen.say(state).charAt(0), paint: pen.paint.cyan }
  }
  return { label: 'neighbour', letters, note: '' }
}
