/** The application went on connecting anew for as long as it does, and nobody answered in that time. */

import type { CellFacts } from '../facts.js'
import { type CauseRule, failureOf, type Named } from './cause.js'
import { at, failureLine } from './evidence.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

/** What the profile's `reconnect: { forMs }` stands for. */
const setting = 'reconnect.forMs'

export const retryLimit: CauseRule = (cell) => {
  const spent = attemptsSpent(cell)
  // When its one attempt took longer than that, what ended the attempt is the more telling cause.
  if (spent === undefined || spent.attempts < 2) return undefined
  const { forMs, brokenMs, endMs, broken } = spent
  const silence = silenceBefore(endMs, cell)
  const overMs = silence?.overMs
  const enoughMs = overMs === undefined ? 0 : Math.ceil((overMs - brokenMs) / 1000) * 1000
  const needed = enoughMs > forMs ? { setting, value: enoughMs } : null
  return {
    owner: 'application',
    setting,
    value: forMs,
    startedMs: brokenMs,
    firedMs: endMs,
    needed,
    pauseMs: silence && endMs - silence.fromMs,
    evidence: [
      ...cell.failures.filter(({ atMs }) => atMs >= brokenMs).map((failure) => failureLine(failure, cell)),
      `${at(endMs, cell)}: ${cell.gaveUp?.because}`,
    ],
    text: `application gave up connecting anew after ${seconds(forMs)}, ${spent.attempts} attempts, ${whenSeen(endMs, cell)}; ${broken} had broken its connection`,
  }
}

/** For what ended a single attempt to connect: the application would have tried again, had it not been late for that. */
export const withRetryLimit = (cell: CellFacts, named: Named): Named => {
  const spent = attemptsSpent(cell)
  if (spent === undefined) return named
  const text = `the application connects anew for ${seconds(spent.forMs)} only, which were over when this attempt failed; with longer it would have tried again`
  return { ...named, others: [...(named.others ?? []), { owner: 'application', setting, text }] }
}

/** @returns `undefined` where the session did not end for lack of time to connect anew */
const attemptsSpent = (cell: CellFacts) => {
  const { gaveUp, failures, connected } = cell
  const { reconnect } = cell.cell.timers
  if (gaveUp === undefined || reconnect === undefined || failureOf(cell)?.during !== 'connect') return undefined
  const isOutOfTime = gaveUp.because.startsWith('no connection in')
  const sinceMs = connected.at(-1)?.atMs ?? 0
  const [first, ...attempts] = failures.filter(({ atMs }) => atMs >= sinceMs)
  if (!isOutOfTime || first === undefined) return undefined
  return {
    forMs: reconnect.forMs,
    brokenMs: first.atMs,
    broken: first.error.code ?? first.error.message,
    endMs: gaveUp.atMs,
    attempts: attempts.length,
  }
}
