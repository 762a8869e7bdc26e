/** The client's program ended, or left its connection, although nobody asked it to and nothing was wrong with that. */
import { goneInFlight, untold } from '../program-end.js'
import { type CauseRule, failureOf } from './cause.js'
import { at, failureLine, socketLine } from './evidence.js'
import { silenceBefore, whenSeen } from './when.js'

type Failed = Parameters<CauseRule>[0]
type Failure = NonNullable<ReturnType<typeof failureOf>>

/** Somebody's own program ended by a will of its own: it spoke of no error of its connection, and its kernel knew of none. */
export const programEnded: CauseRule = (cell) => {
  const failure = failureOf(cell)
  const { ended } = cell
  if (failure === undefined || ended === undefined || ended.byUs || failure.error.code !== null) return undefined
  // One that says nothing may have had an error that it keeps to itself; so may one whose socket went with it.
  if (ended.lastLines.length === 0 || goneInFlight(cell, ended.atMs) !== undefined) return undefined
  const text = `${failure.error.message}, ${whenSeen(failure.atMs, cell)}: by itself, no error of its connection was seen`
  return byItself(cell, failure, text)
}

/** It left its connection for a new one although nothing was wrong with it: a timer of its own, of which it does not speak. */
export const programConnectsAnew: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure?.error.message !== untold) return undefined
  const when = whenSeen(failure.atMs, cell)
  return byItself(
    cell,
    failure,
    `its program left its connection ${when}, and did not say why; its kernel had not given it up`,
  )
}

const byItself = (cell: Failed, failure: Failure, text: string): ReturnType<CauseRule> => {
  const silence = silenceBefore(failure.atMs, cell)
  return {
    owner: 'client program',
    startedMs: failure.startedMs,
    firedMs: failure.atMs,
    pauseMs: silence && failure.atMs - silence.fromMs,
    evidence: [failureLine(failure, cell), ...cell.sockets.map((socket) => socketLine(socket, cell))],
    text,
  }
}

/** The process that holds the client's sessions ended: with a status, by a signal, with last words. What became of them nobody knows. */
export const clientProgram: CauseRule = (cell) => {
  const { clientLost } = cell
  if (clientLost === undefined) return undefined
  const { atMs, detail } = clientLost
  const [how = '', ...lastWords] = detail.split('\n')
  return {
    owner: 'client program',
    firedMs: atMs,
    evidence: [`${at(atMs, cell)}: the client process ${how}`, ...lastWords],
    text: `its client process ${how}, ${whenSeen(atMs, cell)}`,
  }
}
