/** What a session did and saw, drawn along time: a lane a subject, each as letters where something is. */
import { count, seconds } from '../amounts.js'
import type { Paint, Pen } from '../pen.js'
import { drawn, letterAt, type Scale } from '../time-line.js'
import { connectsOf, failedTalkMs, neighboursOf, serviceOf, timerOf, waitsOf } from './strands.js'
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
const talk: DrawLane = (told, scale, pen) => {
  const { seen, result, sinceStart } = told
  const letters = empty(scale)
  const counts = letters.map(() => 0)
  for (const [endMs] of seen.exchanges) {
    const at = letterAt(scale, sinceStart(endMs))
    if (within(scale, sinceStart(endMs))) counts[at] = (counts[at] ?? 0) + 1
  }
  const most = Math.max(...counts)
  // Long enough to be seen.
  const long = waitsOf(told).filter(({ durationMs }) => durationMs >= scale.msPerLetter * 2)
  const waits = drawn(long, scale, 'w', ' ')
  for (const [at, number] of counts.entries()) {
    if (waits[at] === 'w') letters[at] = { letter: pen.story.wait, paint: pen.paint.yellow }
    else if (number > 0)
      letters[at] = { letter: number * 2 >= most ? pen.story.busy : pen.story.quiet, paint: pen.paint.green }
  }
  for (const atMs of failedTalkMs(told)) {
    if (within(scale, atMs)) letters[letterAt(scale, atMs)] = { letter: pen.signs.bad, paint: pen.paint.red }
  }
  return { label: 'exchanges', letters, note: `${result.exchanges}` }
}

const resent: DrawLane = ({ resent }, scale, pen) => {
  const letters = empty(scale)
  for (const { atMs, number } of resent) {
    if (within(scale, atMs)) letters[letterAt(scale, atMs)] = { letter: `${number % 10}`, paint: pen.paint.cyan }
  }
  return { label: 'sent again', letters, note: count(resent.length, 'time') }
}

const timer: DrawLane = (told, scale, pen) => {
  const letters = empty(scale)
  const ran = timerOf(told)
  if (ran === undefined) return { label: 'timer', letters, note: '' }
  for (const [at, letter] of [...drawn([ran], scale, 'w', 'w')].entries()) {
    if (letter === 'w') letters[at] = { letter: pen.signs.dot, paint: pen.paint.cyan }
  }
  letters[letterAt(scale, ran.startMs + ran.durationMs)] = { letter: pen.signs.note, paint: pen.paint.red }
  return { label: 'timer', letters, note: seconds(ran.durationMs) }
}

const connects: DrawLane = (told, scale, pen) => {
  const letters = empty(scale)
  const tries = connectsOf(told)
  for (const [at, letter] of [...drawn(tries, scale, 'w', ' ')].entries()) {
    if (letter === 'w') letters[at] = { letter: pen.story.wait, paint: pen.paint.yellow }
  }
  for (const { startMs, durationMs, made } of tries) {
    const endMs = startMs + durationMs
    if (!within(scale, endMs)) continue
    letters[letterAt(scale, endMs)] = made
      ? { letter: pen.story.open, paint: pen.paint.green }
      : { letter: pen.signs.bad, paint: pen.paint.red }
  }
  return { label: 'connects', letters, note: count(tries.length, 'attempt') }
}

const service: DrawLane = (told, scale, pen) => {
  const letters = empty(scale)
  for (const { atMs, event } of serviceOf(told)) {
    if (!within(scale, atMs)) continue
    letters[letterAt(scale, atMs)] =
      event === 'accepted'
        ? { letter: pen.story.open, paint: pen.paint.green }
        : { letter: pen.signs.bad, paint: pen.paint.red }
  }
  return { label: 'service saw', letters, note: '' }
}

/** The first letters of the states' names, which the list spells out. */
const neighbour: DrawLane = (told, scale, pen) => {
  const letters = empty(scale)
  for (const { atMs, state } of neighboursOf(told)) {
    if (within(scale, atMs))
      letters[letterAt(scale, atMs)] = { letter: pen.say(state).charAt(0), paint: pen.paint.cyan }
  }
  return { label: 'neighbour', letters, note: '' }
}
