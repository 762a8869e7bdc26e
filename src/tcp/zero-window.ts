/** Probes of a peer that has no room: it reads nothing, or it has gone silent just then. */
import type { Attempts } from './attempts.js'
import type { TcpStack } from './stack.js'
import { type Timer, typically } from './timer.js'

/** TCP_RTO_MIN, ms, whatever the connection's own minimum. */
const shortestMs = 200

export interface ClosedWindow {
  /** The timeout before any back-off, ms, more than 0: see `linuxRtoMs`. */
  readonly rtoMs: number
  /** When the window closed, ms. 0 when left out. */
  readonly closedMs?: number
  /** Whether the peer's kernel answers the probes, as it does when only its process hangs. No when left out. */
  readonly answered?: boolean
  /** Nobody asks what comes after this, ms; needed when `answered`. */
  readonly untilMs?: number
  readonly timer?: Timer
}

/**
 * When the window is probed, and when the sender gives up. Answered probes go on for ever, at intervals that double up to the longest RTO;
 * unanswered ones are given up after `tcp_retries2`, which is a count here, after which the interval does not double either. With
 * TCP_USER_TIMEOUT it gives up after that, answered or not. That the host is unreachable changes nothing (see `toldUnreachable`). RFC 9293 3.8.6.1, RFC 1122 4.2.2.17; net/ipv4/tcp_timer.c, tcp_probe_timer,
 * and tcp_output.c, tcp_send_probe0.
 */
export const probeWindow = (stack: TcpStack, window: ClosedWindow): Attempts => {
  const { rtoMs, closedMs = 0, answered = false, untilMs = Number.POSITIVE_INFINITY } = window
  const { timer = typically(stack.hz) } = window
  const { retries2, rtoMaxMs, userTimeoutMs = Number.POSITIVE_INFINITY } = stack
  const sentMs: number[] = []
  let firstMs: number | undefined
  let atMs = closedMs
  for (let probes = 0; ; probes++) {
    const intervalMs = Math.min(Math.max(rtoMs, shortestMs) * 2 ** Math.min(probes, retries2), rtoMaxMs)
    const leftMs = firstMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, firstMs + userTimeoutMs - atMs)
    atMs = timer(atMs, Math.min(intervalMs, leftMs))
    const isSpent = (!answered && probes >= retries2) || (firstMs !== undefined && atMs - firstMs >= userTimeoutMs)
    if (isSpent) return { sentMs, gaveUpMs: atMs, error: 'ETIMEDOUT' }
    if (atMs > untilMs) return { sentMs, gaveUpMs: Number.POSITIVE_INFINITY, error: 'ETIMEDOUT' }
    firstMs ??= atMs
    sentMs.push(atMs)
  }
}
