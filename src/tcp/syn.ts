/** What connect() does when nobody answers. */
import { type Attempts, intoSilence, type Send } from './attempts.js'
import { modelTimeoutMs } from './retransmission.js'
import type { TcpStack } from './stack.js'
import { type Timer, typically } from './timer.js'

/** TCP_TIMEOUT_INIT, ms: RFC 6298 section 2.1. */
const initialRtoMs = 1000

/**
 * When the SYN of a connect() at `startMs` (ms) is sent again, and when connect() fails: `synLinearTimeouts` times after 1 s each, then at
 * doubling intervals. It fails when `synRetries` + `synLinearTimeouts` were sent again, or when the time that `synRetries` stand for
 * (1 s → 3 s, 3 → 15 s, 6 → 127 s) has passed since the first SYN, whichever is first seen; TCP_USER_TIMEOUT stands in for that time. RFC 1122
 * 4.2.3.5; net/ipv4/tcp_timer.c, tcp_write_timeout, and tcp_output.c, tcp_connect. Told that the host is unreachable, it fails at
 * once (tcp_ipv4.c, tcp_v4_err).
 *
 * Linux sends them again at 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s and fails at 131 s.
 */
export const connecting = (
  stack: TcpStack,
  {
    startMs = 0,
    timer = typically(stack.hz),
    send = intoSilence,
  }: { startMs?: number; timer?: Timer; send?: Send } = {},
): Attempts => {
  const { synRetries, synLinearTimeouts, rtoMaxMs, userTimeoutMs } = stack
  const budgetMs = userTimeoutMs ?? modelTimeoutMs(synRetries, rtoMaxMs, initialRtoMs)
  const first = send(startMs)
  const sentMs = first.triesMs.slice(1)
  let { unreachableMs } = first
  let atMs = startMs
  let rtoMs = initialRtoMs
  for (let again = 0; ; again++) {
    const dueMs = timer(atMs, rtoMs)
    if (unreachableMs !== undefined && unreachableMs <= dueMs) {
      return { sentMs, gaveUpMs: unreachableMs, error: 'EHOSTUNREACH' }
    }
    const spent = again > 0 && dueMs - startMs >= budgetMs
    if (again >= synRetries + synLinearTimeouts || spent) return { sentMs, gaveUpMs: dueMs, error: 'ETIMEDOUT' }
    atMs = dueMs
    const sending = send(atMs)
    sentMs.push(...sending.triesMs)
    unreachableMs ??= sending.unreachableMs
    if (again + 1 > synLinearTimeouts) rtoMs = Math.min(2 * rtoMs, rtoMaxMs)
  }
}
