/**
 * The VM's kernel gave the connection up, by a limit of its own: it had something in flight that the client did not acknowledge, or probed the client in
 * vain. The client learns of it from the RST that answers whatever it says next.
 */
import { type CauseRule, failureOf, otherSideOf } from './cause.js'
import { failureLine, retransmissionsOf, serviceLine, vmSocketLine } from './evidence.js'
import { silenceBefore, whenSeen } from './when.js'

export const serverKernel: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure === undefined || failure.timer !== undefined) return undefined
  if (!['ECONNRESET', 'EPIPE', null].includes(failure.error.code)) return undefined
  const { vmSockets, serviceSaw } = otherSideOf(cell)
  const socket = vmSockets.findLast(({ info }) => retransmissionsOf(info).unanswered > 0)
  const timedOut = ({ code }: { code: string | null }): boolean => code === 'ETIMEDOUT' || code === 'EHOSTUNREACH'
  const ended = serviceSaw.findLast(({ event, error }) => event === 'ended' && error !== undefined && timedOut(error))
  if (ended === undefined && socket === undefined) return undefined
  // A segment that a RST answered is unanswered too; whose the RST was, the service's error says.
  if (ended === undefined && serviceSaw.some(({ error }) => error?.code === 'ECONNRESET')) return undefined
  const firedMs = Math.min(...[ended?.atMs, socket?.atMs].filter((ms) => ms !== undefined))
  const isProbing = socket === undefined || retransmissionsOf(socket.info).unanswered === 0
  const setting = isProbing ? 'net.ipv4.tcp_keepalive_time' : 'net.ipv4.tcp_retries2'
  const silence = silenceBefore(firedMs, cell)
  return {
    owner: 'server kernel',
    setting,
    ...(socket?.info.lastrcv === undefined ? {} : { startedMs: socket.atMs - Number(socket.info.lastrcv) }),
    firedMs,
    pauseMs: socket && silence && socket.atMs - Number(socket.info.lastsnd ?? 0) - silence.fromMs,
    evidence: [
      ...(socket === undefined ? [] : [vmSocketLine(socket, cell)]),
      ...(ended === undefined ? [] : [serviceLine(ended, cell)]),
      failureLine(failure, cell),
    ],
    text: `the VM's kernel gave up (its own ${setting}) ${whenSeen(firedMs, cell)}; the client learnt of it ${whenSeen(failure.atMs, cell)}`,
  }
}
