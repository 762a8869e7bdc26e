/**
 * The VM's kernel gave the connection up, by a limit of its own: it had something in flight that the client did not acknowledge, or probed the client in
 * vain. The client learns of it from the RST that answers whatever it says next, or that ends the probing.
 */
import type { EventOf } from '../../history.js'
import type { CellFacts } from '../facts.js'
import { type CauseRule, failureOf, otherSideOf } from './cause.js'
import { failureLine, retransmissionsOf, serviceLine, vmSocketLine } from './evidence.js'
import { lastHeardMs, lossOf, neededFor, probesNeeded, retriesNeeded, serverStack } from './measured.js'
import { silenceBefore, whenSeen } from './when.js'

export const serverKernel: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure === undefined || failure.timer !== undefined) return undefined
  // A machine that is lost gives up nothing: it is gone.
  if (cell.cell.plan.outcome === 'replaced') return undefined
  if (!['ECONNRESET', 'EPIPE', null].includes(failure.error.code)) return undefined
  const { vmSockets, serviceSaw } = otherSideOf(cell)
  const socket = vmSockets.findLast(({ info }) => retransmissionsOf(info).unanswered > 0)
  const timedOut = ({ code }: { code: string | null }): boolean => code === 'ETIMEDOUT' || code === 'EHOSTUNREACH'
  const ended = serviceSaw.findLast(({ event, error }) => event === 'ended' && error !== undefined && timedOut(error))
  if (ended === undefined && socket === undefined) return undefined
  // A segment that a RST answered is unanswered too; whose the RST was, the service's error says.
  if (ended === undefined && serviceSaw.some(({ error }) => error?.code === 'ECONNRESET')) return undefined
  const firedMs = Math.min(failure.atMs, ...[ended?.atMs, socket?.atMs].filter((ms) => ms !== undefined))
  // Its kernel lets go of the socket when the service does: about when that said so, which may be after the client has heard of it.
  const last =
    socket ?? cell.vmSockets.find(({ peer, atMs }) => peer === ended?.peer && Math.abs(atMs - ended.atMs) < 1000)
  const { needed, ...limit } = socket === undefined ? probed(cell, last) : unacknowledged(cell, socket)
  const silence = silenceBefore(firedMs, cell)
  const named = limit.value === undefined ? limit.setting : `${limit.setting.replace('net.ipv4.', '')}=${limit.value}`
  const enough =
    needed === null ? '' : `; ${needed.setting.replace('net.ipv4.', '')}=${needed.value} in the VM would have done`
  return {
    owner: 'server kernel',
    ...limit,
    needed,
    ...(last?.info.lastrcv === undefined ? {} : { startedMs: last.atMs - Number(last.info.lastrcv) }),
    firedMs,
    pauseMs: socket && silence && socket.atMs - Number(socket.info.lastsnd ?? 0) - silence.fromMs,
    evidence: [
      ...(last === undefined ? [] : [vmSocketLine(last, cell)]),
      ...(ended === undefined ? [] : [serviceLine(ended, cell)]),
      failureLine(failure, cell),
    ],
    text: `the VM's kernel gave up (its own ${named}) ${whenSeen(firedMs, cell)}; the client learnt of it ${whenSeen(failure.atMs, cell)}${enough}`,
  }
}

type VmSocket = EventOf<'vm-socket-destroyed'>

/** It had sent something again and again. */
const unacknowledged = (cell: CellFacts, socket: VmSocket) => {
  const setting = 'net.ipv4.tcp_retries2'
  const stack = serverStack(cell)
  if (stack === undefined) return { setting, needed: null }
  const silence = silenceBefore(socket.atMs, cell)
  const startMs = silence?.fromMs ?? socket.atMs
  const needed = neededFor(cell, silence?.overMs, setting, (overMs) =>
    retriesNeeded(stack, lossOf(stack, startMs, socket.info, { ...cell, overMs }), overMs),
  )
  return { setting, value: stack.retries2, needed }
}

/** It had nothing to send, and asked whether the client was there. */
const probed = (cell: CellFacts, socket: VmSocket | undefined) => {
  const setting = 'net.ipv4.tcp_keepalive_time'
  const stack = serverStack(cell)
  if (stack === undefined) return { setting, needed: null }
  const value = stack.keepalive.idleMs / 1000
  if (socket === undefined) return { setting, value, needed: null }
  const heardMs = lastHeardMs(socket)
  const needed = neededFor(cell, silenceBefore(socket.atMs, cell)?.overMs, 'net.ipv4.tcp_keepalive_probes', (overMs) =>
    probesNeeded(stack, heardMs, overMs),
  )
  return { setting, value, needed }
}
