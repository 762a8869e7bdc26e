/**
 * A router said that the VM cannot be reached (ICMP host unreachable). A connect() fails by it at once. An established connection takes it for a hint
 * and sends again the sooner (RFC 6069), until its retransmissions are spent: then its error is EHOSTUNREACH (net/ipv4/tcp_ipv4.c, tcp_v4_err).
 */
import { type CauseRule, failureOf } from './cause.js'
import { failureLine } from './evidence.js'
import { toldByRouter } from './host-unreachable.js'
import { retransmissionsSpent } from './retransmission-limit.js'
import { withRetryLimit } from './retry-limit.js'
import { silenceBefore, whenSeen } from './when.js'

export const icmpUnreachable: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (!['EHOSTUNREACH', 'ENETUNREACH'].includes(failure?.error.code ?? '') || failure === undefined) return undefined
  if (failure.timer !== undefined || !toldByRouter(cell)) return undefined
  const { atMs, startedMs } = failure
  if (failure.during === 'connect') {
    const silence = silenceBefore(atMs, cell)
    return withRetryLimit(cell, {
      owner: 'router',
      firedMs: atMs,
      pauseMs: silence && startedMs - silence.fromMs,
      evidence: cell.failures.map((each) => failureLine(each, cell)),
      text: `a router answered with ICMP host unreachable ${whenSeen(atMs, cell)}: ${failure.error.code}`,
    })
  }
  const spent = retransmissionsSpent(cell, facts)
  return (
    spent && {
      ...spent.named,
      text: `client kernel gave up (tcp_retries2=${spent.named.value}) with ${failure.error.code}, which a router's ICMP had told it, ${spent.story}`,
    }
  )
}
