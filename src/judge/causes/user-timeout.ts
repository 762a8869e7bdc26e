/**
 * TCP_USER_TIMEOUT ended the connection: the program is known to set it, or the client's kernel gave up on a segment before `tcp_retries2` could have been
 * spent, which nothing else does (RFC 5482; net/ipv4/tcp_timer.c, tcp_write_timeout). `ss` does not show the option, so where the profile does
 * not tell its value, it is what was measured, from the first retransmission on.
 */
import { type CauseRule, failureOf } from './cause.js'
import { capturedLines, failureLine, retransmissionsOf, socketLine, socketOf } from './evidence.js'
import { clientStack, lastSentMs, lossOf, neededFor, rtoOf, userTimeoutNeeded } from './measured.js'
import { endsByUserTimeout } from './retransmission-limit.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

export const userTimeout: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (failure === undefined || failure.during === 'connect' || failure.timer !== undefined) return undefined
  if (!['ETIMEDOUT', 'EHOSTUNREACH'].includes(failure.error.code ?? '')) return undefined
  const socket = socketOf(cell, failure)
  if (socket === undefined || retransmissionsOf(socket.info).unanswered === 0) return undefined
  const stack = clientStack(cell, facts)
  const waitedMs = failure.atMs - failure.startedMs
  if (!endsByUserTimeout(waitedMs, stack)) return undefined
  const silence = silenceBefore(failure.atMs, cell)
  const sentMs = Math.max(failure.startedMs, silence?.fromMs ?? failure.startedMs)
  const firstMs = sentMs + rtoOf(stack, socket.info)
  const measured = Math.round(failure.atMs - firstMs)
  const asked = cell.cell.timers.userTimeout
  const named =
    asked === undefined
      ? ({ owner: 'client kernel', setting: 'TCP_USER_TIMEOUT', value: measured } as const)
      : ({ owner: 'application', setting: asked.setting, value: asked.value } as const)
  const needed = neededFor(cell, silence?.overMs, named.setting, (overMs) =>
    userTimeoutNeeded({ ...stack, userTimeoutMs: named.value }, lossOf(stack, sentMs, socket.info, cell), overMs),
  )
  const enough = needed === null ? '' : `; ${seconds(needed.value)} would have done`
  const limit =
    asked === undefined
      ? `, sooner than tcp_retries2=${stack.retries2} lets it: TCP_USER_TIMEOUT of about ${seconds(measured)}`
      : `: ${asked.setting} of ${seconds(asked.value)}, counted from its first retransmission`
  return {
    ...named,
    startedMs: firstMs,
    firedMs: failure.atMs,
    needed,
    pauseMs: silence && lastSentMs(socket) - silence.fromMs,
    evidence: [
      failureLine(failure, cell),
      ...capturedLines(cell.sentAgain, { fromMs: sentMs, toMs: failure.atMs }, cell),
      socketLine(socket, cell),
      asked === undefined
        ? `tcp_retries2=${stack.retries2} cannot have been spent after ${seconds(waitedMs)}`
        : `${asked.setting} set TCP_USER_TIMEOUT on the socket, which takes the place of tcp_retries2=${stack.retries2}`,
    ],
    text: `client kernel gave up ${whenSeen(failure.atMs, cell)}${limit}${enough}`,
  }
}
