/** A timer of the client's application ran out: a command timeout, a session timeout. */
import type { FiredTimer } from '../../history.js'
import { retransmit } from '../../tcp/retransmission.js'
import { connecting } from '../../tcp/syn.js'
import type { CellFacts, Facts } from '../facts.js'
import { type CauseRule, failureOf, type Named } from './cause.js'
import { failureLine, socketOf } from './evidence.js'
import { clientStack, lossOf } from './measured.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

export const ownTimer: CauseRule = (cell, facts) => {
  const { timer } = failureOf(cell) ?? {}
  return timer?.owner === 'application' ? timerOf(cell, facts, timer) : undefined
}

/** A timer that somebody set and that ran out before the answer came. */
export const timerOf = (cell: CellFacts, facts: Facts, timer: FiredTimer): Named | undefined => {
  const failure = failureOf(cell)
  if (failure === undefined) return undefined
  const { owner, setting, valueMs } = timer
  const { atMs } = failure
  // A heartbeat begins and ends within what its client waits for.
  const startedMs = atMs - valueMs
  const silence = silenceBefore(atMs, cell)
  const overMs = cell.cell.plan.outcome === 'replaced' ? undefined : silence?.overMs
  const answerMs = overMs === undefined || overMs <= startedMs ? undefined : triedFrom(cell, facts, overMs)
  const enoughMs = answerMs === undefined ? undefined : wholeSeconds(answerMs - startedMs)
  const needed = enoughMs === undefined || enoughMs <= valueMs ? null : { setting, value: enoughMs }
  return {
    owner,
    setting,
    value: valueMs,
    startedMs,
    firedMs: atMs,
    needed,
    pauseMs: silence && atMs - Math.max(startedMs, silence.fromMs),
    evidence: [failureLine(failure, cell)],
    text: `${setting} of ${seconds(valueMs)} ran out ${whenSeen(atMs, cell)}${needed === null ? '' : `; ${seconds(needed.value)} would have done`}`,
  }
}

/** When the client's kernel would have sent again what was lost, had its program waited; `undefined` where it gives up before. */
export const triedFrom = (cell: CellFacts, facts: Facts, overMs: number): number | undefined => {
  const failure = failureOf(cell)
  if (failure === undefined) return undefined
  const { startedMs, during } = failure
  const stack = clientStack(cell, facts)
  const loss = lossOf(stack, startedMs, socketOf(cell, failure)?.info ?? {}, { ...cell, overMs })
  const { sentMs } =
    during === 'connect' ? connecting(stack, { startMs: startedMs }) : retransmit(stack, { ...loss, untilMs: overMs })
  return sentMs.find((ms) => ms >= overMs)
}

/** With half a second for the answer. */
export const wholeSeconds = (ms: number): number => Math.ceil((ms + 500) / 1000) * 1000
