/** How somebody's own client ended, or its connection did, as far as it said so or its kernel did. */
import type { EventOf } from '../history.js'
import { networkErrorIn } from '../network-errors.js'
import type { CommandSession } from '../scenario/command.js'
import { modelTimeoutMs } from '../tcp/retransmission.js'
import { stackOf } from '../tcp/stack.js'
import { retransmissionsOf } from './causes/evidence.js'
import { unnoticed } from './causes/half-open.js'
import { silencesOf } from './causes/when.js'
import type { CellFacts } from './facts.js'

export type Seen = Pick<CellFacts, 'cell' | 'vm' | 'connected' | 'exchanges' | 'sockets' | 'ended' | 'said' | 'habit'>

export type Run = EventOf<'run-started'>

/** Where nobody says what success is, status 0 is not enough for a program that spoke of an error and exchanged nothing after it. */
export const succeeded = ({ exit, printed }: EventOf<'ended'>, seen: Seen, { client }: CommandSession): boolean => {
  if (client.success !== undefined) return exit === client.success.exit && printed !== false
  const { vm, said, exchanges } = seen
  const error = said.findLast(({ atMs }) => atMs >= (vm.startedMs ?? Number.POSITIVE_INFINITY))
  return exit === 0 && (error === undefined || exchanges.some(([endMs]) => endMs > error.atMs))
}

/** "ended with status 2" */
export const endInWords = ({ exit, signal, printed }: EventOf<'ended'>): string => {
  if (signal !== null) return `was ended by ${signal}`
  if (exit === null) return 'could not be started'
  return `ended with status ${exit}${printed === false ? ' and did not print what its `success` asks for' : ''}`
}

/** Of a connection that was left for another one. */
export const untold = 'it opened a new connection and did not say why'

/** What broke the connection in whose place there is a new one. */
export const brokenBefore = (seen: Seen, connected: CellFacts['connected'], run: Run): CellFacts['failures'] => {
  const anew = connected.find(({ attempt }) => attempt > 1)
  const startMs = seen.vm.startedMs ?? 0
  if (anew === undefined) return []
  const isBetween = ({ atMs }: { readonly atMs: number }): boolean => atMs >= startMs && atMs <= anew.atMs
  const [said, gone] = [seen.said.find(isBetween), seen.sockets.find(isBetween)]
  const atMs = Math.min(said?.atMs ?? gone?.atMs ?? anew.atMs, anew.atMs - 1)
  return [failedAt(seen, atMs, said?.line, untold, run)]
}

/** What came last over a connection may be seen after what was said of its end. */
const slackMs = 1000

/** How the program ended that was not to end so: what it spoke of before it last exchanged something was not that. */
export const failure = (seen: Seen, ended: EventOf<'ended'>, run: Run): EventOf<'failed'> => {
  const wellMs = Math.max(seen.vm.startedMs ?? 0, (seen.exchanges.at(-1)?.[0] ?? 0) - slackMs)
  const said = seen.said.findLast(({ atMs }) => atMs >= wellMs)?.line
  const how = [`its program ${endInWords(ended)}`, ...ended.lastLines.slice(-1)].join(': ')
  return failedAt(seen, ended.atMs, said, how, run)
}

/**
 * It goes on waiting, on the one connection that it had to a machine that is lost: nothing came over it any more, no other was made, and its kernel
 * still had it when the run ended. Nobody needs to wait longer: there is nobody who could say anything on it.
 */
export const waitsForEver = (seen: Seen): EventOf<'failed'> | undefined => {
  const { cell, vm, connected, exchanges, sockets, ended } = seen
  const lostMs = vm.startedMs ?? Number.POSITIVE_INFINITY
  const last = exchanges.at(-1)
  if (cell.plan.outcome !== 'replaced' || !ended?.byUs || vm.backMs === undefined || last === undefined)
    return undefined
  const wentOn = last[0] > vm.backMs || connected.some(({ atMs }) => atMs > lostMs)
  const ports = connected.map(({ localPort }) => localPort)
  const isGone = sockets.some(
    ({ localPort, atMs }) => ports.includes(localPort) && atMs < ended.atMs - atOnceMs && atMs > lostMs,
  )
  if (connected.length === 0 || wentOn || isGone) return undefined
  const error = { code: null, message: unnoticed }
  return { type: 'failed', cell: cell.id, atMs: ended.atMs, during: 'exchange', startedMs: last[0], error }
}

/** By what the program said of it, else by its kernel's last words. */
const failedAt = (
  seen: Seen,
  atMs: number,
  said: string | undefined,
  otherwise: string,
  run: Run,
): EventOf<'failed'> => {
  const startedMs = seen.exchanges.findLast(([endMs]) => endMs <= atMs)?.[0] ?? atMs
  const code = said === undefined ? kernelsCode(seen, startedMs, atMs, run) : networkErrorIn(said)
  const error = { code: code ?? null, message: said?.trim() ?? otherwise }
  return { type: 'failed', cell: seen.cell.id, atMs, during: 'exchange', startedMs, error }
}

/**
 * A program ends as soon as its kernel has given its connection up, though a pipe that it stands in may end a little later; a socket that the program leaves
 * with something in flight is kept for longer.
 */
const atOnceMs = 100
const pipeMs = 1000

/** The socket that went before the program did, with something in flight that nobody had acknowledged. */
export const goneInFlight = (
  { sockets }: Pick<Seen, 'sockets'>,
  endMs: number,
): EventOf<'socket-destroyed'> | undefined =>
  sockets.find(
    ({ atMs, info }) => atMs <= endMs + atOnceMs && atMs >= endMs - pipeMs && retransmissionsOf(info).unanswered > 0,
  )

/** Such a socket was given up if there was time enough for all retransmissions, or nobody there to answer them. */
const kernelsCode = (
  { cell, vm, sockets }: Seen,
  startedMs: number,
  atMs: number,
  { profiles }: Run,
): string | undefined => {
  const gone = goneInFlight({ sockets }, atMs)
  if (gone === undefined) return undefined
  if (silencesOf(vm).some(({ fromMs, backMs = gone.atMs }) => gone.atMs > fromMs && gone.atMs <= backMs))
    return 'ETIMEDOUT'
  const { retries2, rtoMaxMs } = stackOf(profiles[cell.profile] ?? { sysctls: {} })
  return atMs - startedMs < modelTimeoutMs(retries2, rtoMaxMs) ? undefined : 'ETIMEDOUT'
}
