/** Somebody's own service ended by itself, and its connections with it: an error of its own, a watchdog that took the pause for a hang. */
import { type CauseRule, failureOf } from './cause.js'
import { at, failureLine } from './evidence.js'
import { silenceBefore, whenSeen } from './when.js'

/** Its client may see that before we do. */
const knownMs = 100

export const serviceProgram: CauseRule = (cell) => {
  const failure = failureOf(cell)
  const { serviceEnded } = cell
  if (failure === undefined || serviceEnded === undefined || serviceEnded.atMs > failure.atMs + knownMs)
    return undefined
  const { atMs, detail } = serviceEnded
  const [how = '', ...lastLines] = detail.split('\n')
  const silence = silenceBefore(atMs, cell)
  return {
    owner: 'service',
    firedMs: atMs,
    pauseMs: silence && atMs - silence.fromMs,
    evidence: [
      `${at(atMs, cell)}: the service ${how}`,
      ...lastLines.map((line) => line.trim()),
      failureLine(failure, cell),
    ],
    text: `its service ${how.split(';')[0]}, ${whenSeen(atMs, cell)}`,
  }
}
