/**
 * The service itself closed the connection, with nothing wrong with it: a FIN. Where the plan shuts no machine down that is the service's own
 * timer for connections that say nothing: IIS's connectionTimeout, MySQL's wait_timeout, PostgreSQL's idle_session_timeout, nginx' keepalive_timeout.
 */
import { type Patience, patienceOf } from '../../guest.js'
import type { EventOf } from '../../history.js'
import type { CellFacts, Facts } from '../facts.js'
import { type CauseRule, failureOf, otherSideOf } from './cause.js'
import { failureLine, retransmissionsOf, serviceLine, vmSocketLine } from './evidence.js'
import { lastHeardMs, serverStack } from './measured.js'
import { triedFrom, wholeSeconds } from './own-timer.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

export const serviceEnded: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (failure === undefined || failure.timer !== undefined || cell.cell.endsOn === 'host') return undefined
  const ended = otherSideOf(cell).serviceSaw.findLast(
    ({ event, error, by }) => event === 'ended' && error === undefined && by !== 'client',
  )
  const sawFin = failure.error.code === null && failure.error.message === closed
  const letGo = ended === undefined ? letGoOf(cell) : undefined
  const isKnown = ended !== undefined || letGo !== undefined
  if (!sawFin && !(isKnown && ['ECONNRESET', 'EPIPE'].includes(failure.error.code ?? ''))) return undefined
  const firedMs = ended?.atMs ?? letGo?.atMs ?? failure.atMs
  const isPlanned = cell.cell.plan.outcome === 'replaced'
  const lastMs = cell.exchanges.findLast(([endMs]) => endMs <= firedMs)?.[0]
  const silence = silenceBefore(firedMs, cell)
  const evidence = [
    ...(lastMs === undefined ? [] : [`its last exchange had ended ${seconds(firedMs - lastMs)} before`]),
    ...(ended === undefined ? [] : [serviceLine(ended, cell)]),
    ...(letGo === undefined ? [] : [`${vmSocketLine(letGo, cell)}: closed, with nothing in flight`]),
    failureLine(failure, cell),
  ]
  if (isPlanned) {
    return {
      owner: 'service',
      firedMs,
      evidence,
      text: `the service closed the connection as its machine shut down, ${whenSeen(firedMs, cell)}`,
    }
  }
  const patience = patienceOf(facts.run.guest, cell.cell.session)
  const { setting, value } = patience.idleTimeout ?? {
    setting: 'idle timeout of the service',
    value: lastMs === undefined ? undefined : Math.round(firedMs - lastMs),
  }
  const needed = patience.idleTimeout === undefined ? null : neededOf(cell, facts, patience, lastMs)
  const after = lastMs === undefined ? '' : `, ${seconds(firedMs - lastMs)} after its last exchange`
  const timer =
    patience.idleTimeout === undefined ? 'its own idle timer' : `${setting} of ${seconds(patience.idleTimeout.value)}`
  const jumped = patience.clock === 'jumps' ? ', whose clock had gone on while the VM was away' : ''
  return {
    owner: 'service',
    setting,
    ...(value === undefined ? {} : { value }),
    ...(lastMs === undefined ? {} : { startedMs: lastMs }),
    firedMs,
    needed,
    pauseMs: silence && firedMs - silence.fromMs,
    evidence,
    text: `the service closed the connection ${whenSeen(firedMs, cell)}${after}: ${timer}${jumped}${needed === null ? '' : `; ${seconds(needed.value)} would have done`}`,
  }
}

/**
 * Somebody's own service says nothing of its connections. When it closes one, its kernel lets go of the socket while the client still has its own, and nothing of it was in
 * flight or probed for; what the client says then is answered by a RST (to one that has had a FIN: EPIPE; linux, net/ipv4/tcp_input.c, tcp_reset).
 */
const letGoOf = (cell: CellFacts): EventOf<'vm-socket-destroyed'> | undefined => {
  if (cell.cell.command === undefined) return undefined
  const { idleMs } = serverStack(cell)?.keepalive ?? { idleMs: Number.POSITIVE_INFINITY }
  return otherSideOf(cell).vmSockets.findLast(
    (socket) => retransmissionsOf(socket.info).unanswered === 0 && socket.atMs - lastHeardMs(socket) < idleMs,
  )
}

/** Until the client's kernel would have sent again what had been lost; of the time in which the VM was away only what the service's clock counts. */
const neededOf = (cell: CellFacts, facts: Facts, { clock, idleTimeout }: Patience, lastMs: number | undefined) => {
  const failure = failureOf(cell)
  const silence = failure && silenceBefore(failure.atMs, cell)
  if (lastMs === undefined || idleTimeout === undefined || silence?.overMs === undefined) return null
  const answerMs = triedFrom(cell, facts, silence.overMs)
  if (answerMs === undefined) return null
  const awayMs = (silence.backMs ?? silence.overMs) - silence.fromMs
  const value = wholeSeconds(answerMs - lastMs - (clock === 'jumps' ? 0 : awayMs))
  return value > idleTimeout.value ? { setting: idleTimeout.setting, value } : null
}

/** What `harness/sessions/connection.ts` says of a connection that ended without an error. */
const closed = 'the service closed the connection'
