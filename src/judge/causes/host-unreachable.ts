/**
 * EHOSTUNREACH from the client's own stack: nobody answered its ARP requests. A connect() fails by it at once; an established connection goes on
 * until its retransmissions are spent, and only then tells (a soft error, RFC 1122 4.2.3.9; net/ipv4/arp.c, arp_error_report).
 */

import type { CellFacts } from '../facts.js'
import { type CauseRule, failureOf } from './cause.js'
import { failureLine, neighbourLine } from './evidence.js'
import { clientStack } from './measured.js'
import { retransmissionsSpent } from './retransmission-limit.js'
import { withRetryLimit } from './retry-limit.js'
import { silenceBefore, whenSeen } from './when.js'

/** How often, before the stack gives the neighbour up. */
const asksEverybody = 'net.ipv4.neigh.eth0.mcast_solicit'

export const hostUnreachable: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (failure?.error.code !== 'EHOSTUNREACH' || failure.timer !== undefined || toldByRouter(cell)) return undefined
  const failed = failedNeighbours(cell)
  const evidence = failed.map((event) => neighbourLine(event, cell))
  if (failure.during === 'connect') {
    const value = clientStack(cell, facts).neighbour.broadcasts
    const silence = silenceBefore(failure.atMs, cell)
    return withRetryLimit(cell, {
      owner: 'client kernel',
      setting: asksEverybody,
      value,
      startedMs: failure.startedMs,
      firedMs: failure.atMs,
      pauseMs: silence && failure.startedMs - silence.fromMs,
      evidence: [...cell.failures.map((each) => failureLine(each, cell)), ...evidence],
      text: `EHOSTUNREACH from the client's own stack ${whenSeen(failure.atMs, cell)}: none of ${value} ARP requests was answered`,
    })
  }
  const spent = retransmissionsSpent(cell, facts)
  return (
    spent && {
      ...spent.named,
      evidence: [...spent.named.evidence, ...evidence],
      text: `client kernel gave up (tcp_retries2=${spent.named.value}) with EHOSTUNREACH, since ARP went unanswered too, ${spent.story}`,
    }
  )
}

/** A machine answers for the VM's address, so nobody's ARP request remained without an answer. */
export const toldByRouter = (cell: CellFacts): boolean => {
  const failure = failureOf(cell)
  if (failure === undefined || failedNeighbours(cell).length > 0) return false
  if (cell.cell.wire === 'unreachable') return true
  // The client's own table is in the record, and nothing failed in it.
  return cell.neighbours.length > 0
}

const failedNeighbours = (cell: CellFacts) => {
  const failure = failureOf(cell)
  const atMs = failure?.atMs ?? 0
  const fromMs = silenceBefore(atMs, cell)?.fromMs ?? 0
  return cell.neighbours.filter((event) => event.state === 'FAILED' && event.atMs >= fromMs && event.atMs <= atMs + 50)
}
