/** Facts of the record, one a line, with when they were seen on the migration's clock. */
import { groupBy } from '../../group-by.js'
import type { EventOf } from '../../history.js'
import type { CellFacts } from '../facts.js'
import type { SocketSample } from '../traces.js'
import { seconds } from './when.js'

type At = Pick<CellFacts, 'vm'>

export const at = (atMs: number, { vm }: At): string => `at ${seconds(atMs - (vm.startedMs ?? 0))}`

/** What the client's program saw. */
export const failureLine = (failure: EventOf<'failed'>, cell: At): string => {
  const { atMs, startedMs, during, error } = failure
  const code = error.code === null || error.message.includes(error.code) ? '' : `${error.code} `
  const begun = during === 'idle' ? '' : ` begun ${at(startedMs, cell)}`
  return `${at(atMs, cell)}, during ${during}${begun}: ${code}${error.message}`
}

/** What of a TCP_INFO tells why a socket ended. */
const telling = ['retrans', 'backoff', 'unacked', 'lastsnd', 'lastrcv', 'lastack', 'rto', 'rtt'] as const

export const infoLine = (info: Readonly<Record<string, string>>): string =>
  telling.flatMap((name) => (info[name] === undefined ? [] : [`${name}:${info[name]}`])).join(' ')

/** The client's kernel's last words. */
export const socketLine = ({ atMs, localPort, info }: EventOf<'socket-destroyed'>, cell: At): string =>
  `${at(atMs, cell)}: ss -E, port ${localPort}: ${infoLine(info)}`

export const vmSocketLine = ({ atMs, peer, info }: EventOf<'vm-socket-destroyed'>, cell: At): string =>
  `${at(atMs, cell)}: ss -E in the VM, peer ${peer}: ${infoLine(info)}`

export const sampleLine = ({ atMs, localPort, state, timer, info }: SocketSample, cell: At): string =>
  `${at(atMs, cell)}: ss, port ${localPort}: ${state}${timer === undefined ? '' : ` timer:(${timer})`} ${infoLine(info)}`

export const serviceLine = ({ atMs, peer, event, error }: EventOf<'service-connection'>, cell: At): string =>
  `${at(atMs, cell)}: the service's connection with ${peer} ${event}${error === undefined ? '' : `: ${error.code ?? ''} ${error.message}`}`

export const neighbourLine = ({ atMs, address, state }: EventOf<'neighbour'>, cell: At): string =>
  `${at(atMs, cell)}: ip monitor neigh: ${address} ${state}`

/** From a packet capture, where there is one: when what began at `fromMs` was sent again until `toMs`. */
export const capturedLines = (
  sentAgain: readonly EventOf<'sent-again'>[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  cell: At,
): string[] => {
  const within = sentAgain.filter((event) => event.atMs >= fromMs && event.atMs <= toMs)
  return [...groupBy(within, ({ what }) => what)].map(([what, events]) => {
    const times = events.map(({ atMs }) => at(atMs, cell).replace('at ', ''))
    return `packet capture: ${what === 'probe' ? 'a probe was sent' : `the ${what} was sent again`} at ${times.join(', ')}`
  })
}

/** The client's socket as its kernel let go of it when this failed. */
export const socketAt = (cell: CellFacts, atMs: number): EventOf<'socket-destroyed'> | undefined =>
  cell.sockets.findLast((socket) => Math.abs(socket.atMs - atMs) < 1000)

/** `retrans:1/5`: segments that were sent again and not acknowledged, and all that were ever sent again. */
export const retransmissionsOf = (info: Readonly<Record<string, string>>): { unanswered: number; ever: number } => {
  const [unanswered = 0, ever = 0] = (info.retrans ?? '0/0').split('/').map(Number)
  return { unanswered, ever }
}
