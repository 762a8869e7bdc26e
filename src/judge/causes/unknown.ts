/** No rule fits: all that was seen, and no guess. */
import type { Cause } from '../../result.js'
import { type CauseRule, failureOf } from './cause.js'
import { failureLine, neighbourLine, serviceLine, socketLine, socketOf, vmSocketLine } from './evidence.js'
import { silenceBefore, whenSeen } from './when.js'

export const unknown: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure === undefined) return undefined
  const silence = silenceBefore(failure.atMs, cell)
  const isUntold = failure.error.code === 'ETIMEDOUT' && socketOf(cell, failure) === undefined
  return {
    owner: 'unknown',
    startedMs: failure.startedMs,
    firedMs: failure.atMs,
    pauseMs: silence && failure.atMs - silence.fromMs,
    evidence: [
      ...cell.failures.map((each) => failureLine(each, cell)),
      ...cell.sockets.map((socket) => socketLine(socket, cell)),
      ...cell.vmSockets.map((socket) => vmSocketLine(socket, cell)),
      ...cell.serviceSaw.map((event) => serviceLine(event, cell)),
      ...cell.neighbours.map((event) => neighbourLine(event, cell)),
    ],
    others: isUntold ? silentKernel : [],
    text: `${failure.error.code ?? failure.error.message} ${whenSeen(failure.atMs, cell)}`,
  }
}

/** What may be behind an ETIMEDOUT of which the kernel's last words are not in the record. */
const silentKernel: Cause['others'] = [
  {
    owner: 'client kernel',
    setting: 'net.ipv4.tcp_retries2',
    text: 'the last words on its socket would show retransmissions',
  },
  {
    owner: 'client kernel',
    setting: 'net.ipv4.tcp_keepalive_time',
    text: 'the last words on its socket would show none',
  },
]
