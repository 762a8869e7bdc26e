/**
 * The service itself closed the connection, with nothing wrong with it: a FIN. Where the plan shuts no machine down that is the service's own
 * timer for connections that say nothing: IIS's connectionTimeout, MySQL's wait_timeout, PostgreSQL's idle_session_timeout, nginx' keepalive_timeout.
 */
import { type CauseRule, failureOf, otherSideOf } from './cause.js'
import { failureLine, serviceLine } from './evidence.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

export const serviceEnded: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure === undefined || failure.timer !== undefined || cell.cell.endsOn === 'host') return undefined
  const ended = otherSideOf(cell).serviceSaw.findLast(
    ({ event, error, by }) => event === 'ended' && error === undefined && by !== 'client',
  )
  const sawFin = failure.error.code === null && failure.error.message === closed
  if (!sawFin && (ended === undefined || !['ECONNRESET', 'EPIPE'].includes(failure.error.code ?? ''))) return undefined
  const firedMs = ended?.atMs ?? failure.atMs
  const isPlanned = cell.cell.plan.outcome === 'replaced'
  const lastMs = cell.exchanges.findLast(([endMs]) => endMs <= firedMs)?.[0]
  const silence = silenceBefore(firedMs, cell)
  const evidence = [
    ...(lastMs === undefined ? [] : [`its last exchange had ended ${seconds(firedMs - lastMs)} before`]),
    ...(ended === undefined ? [] : [serviceLine(ended, cell)]),
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
  return {
    owner: 'service',
    setting: 'idle timeout of the service',
    ...(lastMs === undefined ? {} : { value: Math.round(firedMs - lastMs), startedMs: lastMs }),
    firedMs,
    pauseMs: silence && firedMs - silence.fromMs,
    evidence,
    text: `the service closed the connection ${whenSeen(firedMs, cell)}${lastMs === undefined ? '' : `, ${seconds(firedMs - lastMs)} after its last exchange`}: its own idle timer`,
  }
}

/** What `harness/sessions/connection.ts` says of a connection that ended without an error. */
const closed = 'the service closed the connection'
