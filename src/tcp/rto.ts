/** From round-trip times to the retransmission timeout. */
import type { TcpStack } from './stack.js'

export interface RoundTrip {
  /** Smoothed round-trip time, ms. At least 0. */
  readonly srttMs: number
  /** Its variation, ms. At least 0; 0 when left out. */
  readonly rttvarMs?: number
}

/** RFC 6298 section 2: SRTT + 4 RTTVAR, at least 1 s. In ms. */
export const rfc6298RtoMs = ({ srttMs, rttvarMs = 0 }: RoundTrip): number => Math.max(1000, srttMs + 4 * rttvarMs)

/**
 * The RTO as Linux has it, in ms: the minimum, in whole ticks, applies to the variation, not to the sum, and the sum is rounded up to ticks. So
 * on a LAN with 250 ticks a second it is 204 ms where textbooks say 200, and 56 ms with a minimum of 50 (net/ipv4/tcp_input.c,
 * tcp_rtt_estimator; include/net/tcp.h, tcp_rto_min_us and __tcp_set_rto).
 */
export const linuxRtoMs = (
  { rtoMinMs, rtoMaxMs, hz }: Pick<TcpStack, 'rtoMinMs' | 'rtoMaxMs' | 'hz'>,
  { srttMs, rttvarMs = 0 }: RoundTrip,
): number => {
  const tickMs = 1000 / hz
  const inTicks = (ms: number): number => Math.ceil(ms / tickMs) * tickMs
  return Math.min(rtoMaxMs, inTicks(srttMs + Math.max(4 * rttvarMs, inTicks(rtoMinMs))))
}

/** What one more measured round trip makes of the estimate (RFC 6298 2.2 and 2.3). @param rttMs at least 0 */
export const afterSample = (estimate: Required<RoundTrip> | undefined, rttMs: number): Required<RoundTrip> => {
  if (estimate === undefined) return { srttMs: rttMs, rttvarMs: rttMs / 2 }
  const { srttMs, rttvarMs } = estimate
  return { srttMs: (7 * srttMs + rttMs) / 8, rttvarMs: (3 * rttvarMs + Math.abs(srttMs - rttMs)) / 4 }
}
