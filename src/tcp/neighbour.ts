/** The link below: when the peer is on the same network and answers no ARP. */
import type { Send, Sending } from './attempts.js'
import type { Timer } from './timer.js'

export interface NeighbourTimes {
  /** A neighbour that was heard counts as reachable for a random time between these, ms (`base_reachable_time_ms`, half to one and a half). */
  readonly reachableMs: readonly [number, number]
  /** From the first use after that until it is asked, ms (`delay_first_probe_time`). */
  readonly delayMs: number
  /** Between two questions, ms (`retrans_time_ms`). */
  readonly intervalMs: number
  /** Questions to the neighbour itself, then, when something is to be sent again, to everybody (`ucast_solicit`, `mcast_solicit`). */
  readonly unicasts: number
  readonly broadcasts: number
}

/** arp(7) and net/ipv4/arp.c, arp_tbl. */
export const linuxNeighbour: NeighbourTimes = {
  reachableMs: [15_000, 45_000],
  delayMs: 5000,
  intervalMs: 1000,
  unicasts: 3,
  broadcasts: 3,
}

/**
 * The way out to an on-link peer that has gone silent, last heard at `heardMs` (ms). RFC 826, RFC 4861 7.3.2; net/core/neighbour.c,
 * neigh_timer_handler and __neigh_event_send.
 *
 * While the neighbour counts as known, segments go out to its old hardware address. The first that goes out when it no longer counts as
 * reachable has it asked after 5 s; three questions later it has failed. A segment to a failed neighbour waits while everybody is
 * asked, three times in 3 s; each question, if answered, puts it on the wire. Then the stack is told that the host is unreachable.
 *
 * @param reachableMs how long it counts as reachable; `undefined` for a neighbour that is not known to begin with
 * @returns to be called once per segment, in order of time
 */
export const silentNeighbour = (
  timer: Timer,
  heardMs: number,
  reachableMs: number | undefined,
  { delayMs, intervalMs, unicasts, broadcasts }: NeighbourTimes = linuxNeighbour,
): Send => {
  let failedMs = reachableMs === undefined ? heardMs : Number.POSITIVE_INFINITY
  let asking: Required<Sending> | undefined
  const after = (atMs: number, questions: number): number[] => {
    const asked = [atMs]
    for (let n = 0; n < questions; n++) asked.push(timer(asked.at(-1) ?? atMs, intervalMs))
    return asked
  }
  return (atMs) => {
    // It waits with the one that everybody is being asked for.
    if (asking !== undefined && atMs < asking.unreachableMs) return { triesMs: [], unreachableMs: asking.unreachableMs }
    if (atMs >= failedMs) {
      const asked = after(atMs, broadcasts)
      asking = { triesMs: asked.slice(0, -1), unreachableMs: asked.at(-1) ?? atMs }
      return asking
    }
    if (failedMs === Number.POSITIVE_INFINITY && atMs >= heardMs + (reachableMs ?? 0)) {
      failedMs = after(timer(atMs, delayMs), unicasts).at(-1) ?? atMs
    }
    return { triesMs: [atMs] }
  }
}
