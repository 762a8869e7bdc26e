/**
 * The client's kernel gave up on a segment before `tcp_retries2` could have been spent: only TCP_USER_TIMEOUT ends a connection so (RFC 5482;
 * net/ipv4/tcp_timer.c, tcp_write_timeout). `ss` does not show the option, so its value is what was measured, from the first retransmission on.
 */
import { type CauseRule, failureOf } from './cause.js'
import { capturedLines, failureLine, retransmissionsOf, socketAt, socketLine } from './evidence.js'
import { clientStack, lastSentMs, rtoOf } from './measured.js'
import { isTooSoon } from './retransmission-limit.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

const setting = 'TCP_USER_TIMEOUT'

export const userTimeout: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (failure === undefined || failure.during === 'connect' || failure.timer !== undefined) return undefined
  if (!['ETIMEDOUT', 'EHOSTUNREACH'].includes(failure.error.code ?? '')) return undefined
  const socket = socketAt(cell, failure.atMs)
  if (socket === undefined || retransmissionsOf(socket.info).unanswered === 0) return undefined
  const stack = clientStack(cell, facts)
  if (!isTooSoon(failure.atMs - failure.startedMs, stack)) return undefined
  const silence = silenceBefore(failure.atMs, cell)
  const sentMs = Math.max(failure.startedMs, silence?.fromMs ?? failure.startedMs)
  const firstMs = sentMs + rtoOf(stack, socket.info)
  const value = Math.round(failure.atMs - firstMs)
  const overMs = cell.cell.plan.outcome === 'replaced' ? undefined : silence?.overMs
  const needed = overMs === undefined ? null : { setting, value: wholeSeconds(Math.max(overMs - firstMs, value)) }
  return {
    owner: 'client kernel',
    setting,
    value,
    startedMs: firstMs,
    firedMs: failure.atMs,
    needed,
    pauseMs: silence && lastSentMs(socket) - silence.fromMs,
    evidence: [
      failureLine(failure, cell),
      ...capturedLines(cell.sentAgain, { fromMs: sentMs, toMs: failure.atMs }, cell),
      socketLine(socket, cell),
      `tcp_retries2=${stack.retries2} cannot have been spent after ${seconds(failure.atMs - failure.startedMs)}`,
    ],
    text: `client kernel gave up ${whenSeen(failure.atMs, cell)}, sooner than tcp_retries2=${stack.retries2} lets it: TCP_USER_TIMEOUT of about ${seconds(value)}${needed === null ? '' : `; ${seconds(needed.value)} would have done`}`,
  }
}

/** With a second to spare: the end of the last interval is when the kernel gives up, and an answer takes its time. */
const wholeSeconds = (ms: number): number => (Math.floor(ms / 1000) + 1) * 1000
