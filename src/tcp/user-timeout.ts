/** TCP_USER_TIMEOUT: how long data may stay unacknowledged. */
import type { Attempts } from './attempts.js'
import { type Loss, retransmit } from './retransmission.js'
import type { TcpStack } from './stack.js'

/**
 * What becomes of a loss on a socket that has TCP_USER_TIMEOUT set to `userTimeoutMs` (ms, more than 0). It leaves the retransmissions as
 * they are and takes the place of `tcp_retries2`. tcp(7) says that it counts from when the data was sent; the kernel counts from the first
 * retransmission, so the session lives an RTO longer, two with a tail loss probe. The last interval is cut short to end on time. RFC 5482;
 * net/ipv4/tcp_timer.c, tcp_clamp_rto_to_user_timeout and retransmits_timed_out. @throws RangeError
 */
export const retransmitFor = (stack: TcpStack, userTimeoutMs: number, loss: Loss): Attempts => {
  if (!(userTimeoutMs > 0)) throw new RangeError(`TCP_USER_TIMEOUT of ${userTimeoutMs} ms; expected more than 0`)
  return retransmit({ ...stack, userTimeoutMs }, loss)
}
