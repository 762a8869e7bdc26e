/** SO_KEEPALIVE: questions to a peer from which nothing was heard for long. */
import type { Timers } from '../scenario/profile.js'
import type { Attempts } from './attempts.js'
import type { KeepaliveTimes, TcpStack } from './stack.js'
import { type Timer, typically } from './timer.js'

/** What `socket.setKeepAlive(true, idleMs)` sets in Node: probes every second, ten of them (deps/uv, uv__tcp_keepalive). */
export const nodeKeepalive = (idleMs: number): KeepaliveTimes => ({ idleMs, intervalMs: 1000, probes: 10 })

/** The times of a client's socket with SO_KEEPALIVE: the program's own where it sets them, else its kernel's. */
export const keepaliveTimes = ({ keepalive }: TcpStack, { idleMs, intervalMs, count }: OwnTimes): KeepaliveTimes => {
  if (idleMs === undefined) return keepalive
  const node = nodeKeepalive(idleMs)
  return { idleMs, intervalMs: intervalMs ?? node.intervalMs, probes: count ?? node.probes }
}

type OwnTimes = Pick<NonNullable<Timers['keepalive']>, 'idleMs' | 'intervalMs' | 'count'>

/**
 * When an idle connection probes a peer that was last heard at `heardMs` (ms), and when it ends: idle + interval × probes after that.
 * With TCP_USER_TIMEOUT it ends when that has passed, whatever the count, but not before the first probe. It does nothing
 * while data is unacknowledged: then retransmission decides. Told that the host is unreachable, it goes on as in silence, and its error is the same
 * (see `toldUnreachable`). RFC 1122 4.2.3.6; net/ipv4/tcp_timer.c, tcp_keepalive_timer.
 */
export const probing = (
  { hz, userTimeoutMs }: Pick<TcpStack, 'hz' | 'userTimeoutMs'>,
  { idleMs, intervalMs, probes }: KeepaliveTimes,
  { heardMs = 0, timer = typically(hz) }: { heardMs?: number; timer?: Timer } = {},
): Attempts => {
  const sentMs: number[] = []
  let dueMs = timer(heardMs, idleMs)
  const isSpent = (): boolean =>
    userTimeoutMs === undefined ? sentMs.length >= probes : sentMs.length > 0 && dueMs - heardMs >= userTimeoutMs
  while (!isSpent()) {
    sentMs.push(dueMs)
    dueMs = timer(dueMs, intervalMs)
  }
  return { sentMs, gaveUpMs: dueMs, error: 'ETIMEDOUT' }
}
