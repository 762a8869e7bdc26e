/** Retransmissions of a segment that nobody acknowledges, and when the stack gives up. */
import { type Attempts, intoSilence, type Send, type Sending } from './attempts.js'
import type { TcpStack } from './stack.js'
import { type Timer, typically } from './timer.js'

export interface Loss {
  /** The timeout before any back-off, ms, more than 0: see `linuxRtoMs`. */
  readonly rtoMs: number
  /** Segments outstanding, at least 1. With one, a tail loss probe waits for about an RTO; with more, for two round trips. 1 when left out. */
  readonly segments?: number
  /** Smoothed round-trip time, ms. 0 when left out. */
  readonly srttMs?: number
  /** When the segment was lost, ms. 0 when left out. */
  readonly startMs?: number
  /** Nobody asks what comes after the first retransmission from this moment on, ms. Infinity when left out. */
  readonly untilMs?: number
  readonly timer?: Timer
  readonly send?: Send
}

/** TCP_RTO_MIN, ms: `tcp_retries2` is reckoned with it, whatever the connection's own minimum (include/net/tcp.h). */
const modelRtoMs = 200

/**
 * How long so many retransmissions would take from an RTO of `baseMs` on, ms: what `tcp_retries2` (with 200 ms) and `tcp_syn_retries` (with
 * 1 s) really mean (net/ipv4/tcp_timer.c, tcp_model_timeout). 5 → 12.6 s, 8 → 102.2 s, 15 → 924.6 s.
 */
export const modelTimeoutMs = (retries: number, rtoMaxMs: number, baseMs = modelRtoMs): number => {
  const doublings = Math.floor(Math.log2(rtoMaxMs / baseMs))
  if (retries <= doublings) return (2 ** (retries + 1) - 1) * baseMs
  return (2 ** (doublings + 1) - 1) * baseMs + (retries - doublings) * rtoMaxMs
}

/**
 * When it is sent again after it was lost: RFC 6298 section 5, RFC 8985 section 7 for the probe; net/ipv4/tcp_timer.c,
 * tcp_retransmit_timer and tcp_write_timeout, and tcp_output.c, tcp_send_loss_probe.
 *
 * - The budget (`tcp_retries2`, or TCP_USER_TIMEOUT) is counted from the first retransmission, the probe not counted
 *   (retransmits_timed_out, retrans_stamp), and looked at only when a timer fires. So a session always dies later than the budget says.
 * - Who is told after a retransmission that the host is unreachable takes one back-off back (RFC 6069; tcp_ipv4.c, tcp_ld_RTO_revert). While that
 *   goes on the intervals do not grow, so that many more retransmissions fit into the budget than `tcp_retries2` says, the last of them at most
 *   an RTO before the end; and the end is EHOSTUNREACH. An interval that is taken back is not cut short for TCP_USER_TIMEOUT.
 */
export const retransmit = (stack: TcpStack, loss: Loss): Attempts => {
  const { rtoMs, segments = 1, srttMs = 0, startMs = 0, untilMs = Number.POSITIVE_INFINITY } = loss
  const { timer = typically(stack.hz), send = intoSilence } = loss
  const { userTimeoutMs } = stack
  const budgetMs = userTimeoutMs ?? modelTimeoutMs(stack.retries2, stack.rtoMaxMs)
  const backedOff = (backoff: number): number => Math.min(rtoMs * 2 ** backoff, stack.rtoMaxMs)
  let error: Attempts['error'] = 'ETIMEDOUT'
  const leave = (atMs: number): Sending => {
    const sending = send(atMs)
    if (sending.unreachableMs !== undefined) error = 'EHOSTUNREACH'
    return sending
  }
  // The segment itself: where it waits for ARP, it may yet go out.
  const sentMs = leave(startMs).triesMs.slice(1)

  let dueMs = timer(startMs, rtoMs)
  if (stack.tailLossProbe) {
    const probeMs = timer(startMs, Math.min(rtoMs, probeTimeoutMs(stack, segments, srttMs)))
    sentMs.push(...leave(probeMs).triesMs)
    dueMs = timer(probeMs, rtoMs)
  }
  const firstMs = dueMs
  for (let backoff = 0; ; ) {
    if (dueMs > firstMs && dueMs - firstMs >= budgetMs) return { sentMs, gaveUpMs: dueMs, error }
    const atMs = dueMs
    const { triesMs, unreachableMs } = leave(atMs)
    sentMs.push(...triesMs)
    if (atMs >= untilMs) return { sentMs, gaveUpMs: Number.POSITIVE_INFINITY, error }
    backoff++
    const leftMs = userTimeoutMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, firstMs + userTimeoutMs - atMs)
    dueMs = timer(atMs, Math.min(backedOff(backoff), leftMs))
    if (unreachableMs !== undefined && unreachableMs < dueMs) {
      backoff--
      const againMs = backedOff(backoff) - (unreachableMs - atMs)
      dueMs = againMs > 0 ? timer(unreachableMs, againMs) : unreachableMs
    }
  }
}

/** net/ipv4/tcp_output.c, tcp_schedule_loss_probe; TCP_TIMEOUT_MIN is two ticks. */
const probeTimeoutMs = ({ rtoMinMs, hz }: TcpStack, segments: number, srttMs: number): number =>
  2 * srttMs + (segments === 1 ? rtoMinMs : 2000 / hz)
