/**
 * With TCP_USER_TIMEOUT set, keepalive gives up when that has run out and a probe was sent, not after its count (linux/net/ipv4/tcp_timer.c, tcp_keepalive_timer;
 * RFC 5482 section 4.2).
 */
import { seconds } from '../../report/amounts.js'
import type { Rule } from './rule.js'

export const userTimeout: Rule = ({ timers, find }) => {
  const { userTimeout, keepalive } = timers
  const { idleMs, intervalMs, count } = keepalive ?? {}
  if (userTimeout === undefined || idleMs === undefined || intervalMs === undefined || count === undefined)
    return undefined
  const byCountMs = idleMs + intervalMs * count
  if (find('keepalives_count') === undefined && find('keepalives_interval') === undefined) return undefined
  if (userTimeout.value === byCountMs) return undefined
  const words = `keepalive would give up after ${seconds(idleMs)} + ${count} × ${seconds(intervalMs)} = ${seconds(byCountMs)}`
  return {
    at: find(userTimeout.setting),
    text: `${userTimeout.setting} of ${seconds(userTimeout.value)} decides also for a silent connection; ${words}, but its count is not looked at any more`,
  }
}
