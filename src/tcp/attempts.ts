/** What a stack does towards a silent peer: it tries again at certain times, and at last gives up. */
export interface Attempts {
  /** When something leaves that would be answered if somebody were there; ms, rising. What was lost at the start is not among them. */
  readonly sentMs: readonly number[]
  /** When it gives up; Infinity where it never does, or not before the time that was asked for. */
  readonly gaveUpMs: number
  /** The error that the program sees. */
  readonly error: 'ETIMEDOUT' | 'EHOSTUNREACH'
}

/** What becomes of one segment on its way out. */
export interface Sending {
  /** When it is on the wire, or a question for the peer's hardware address that would, if answered, put it there; ms, rising. */
  readonly triesMs: readonly number[]
  /** When the stack is told that the host is unreachable; it is not when left out. */
  readonly unreachableMs?: number
}

export type Send = (atMs: number) => Sending

/** A segment leaves and nothing is heard of it. */
export const intoSilence: Send = (atMs) => ({ triesMs: [atMs] })

/**
 * A segment leaves and somebody answers it with ICMP host unreachable so many ms later: a router whose ARP request remains without an answer, RFC
 * 1812 4.3.3.1. TCP takes it for a hint while a connection is established (a soft error, RFC 1122 4.2.3.9), and heeds it only where it quotes what is
 * unacknowledged or connects (net/ipv4/tcp_ipv4.c, tcp_v4_err): a keepalive or a window probe repeats an older byte, so nothing comes of it.
 */
export const toldUnreachable =
  (afterMs = 0): Send =>
  (atMs) => ({ triesMs: [atMs], unreachableMs: atMs + afterMs })
