/**
 * What kernels and services said of a session's connections, beside what its client said: found by the client's port, which the client names
 * whenever it has connected. Any of it may be missing from a record.
 */
import type { Cell } from '../cell.js'
import { groupBy } from '../group-by.js'
import type { EventOf, HistoryEvent, SampledSocket } from '../history.js'

export interface Traces {
  /** What the client's kernel said of this session's sockets when it destroyed them, in order. */
  readonly sockets: readonly EventOf<'socket-destroyed'>[]
  /** The same of the VM's kernel. */
  readonly vmSockets: readonly EventOf<'vm-socket-destroyed'>[]
  /** The client's sockets while they lived, in order. */
  readonly samples: readonly SocketSample[]
  /** The VM's sockets to this client while they lived, in order. */
  readonly vmSamples: readonly SocketSample[]
  /** What the client's machine sent again, from a packet capture; empty without one. */
  readonly sentAgain: readonly EventOf<'sent-again'>[]
  readonly vmSentAgain: readonly EventOf<'sent-again'>[]
  /** What the service saw of the session's connections. */
  readonly serviceSaw: readonly EventOf<'service-connection'>[]
  /** What became of the VM's address in the client machine's neighbour table; of all addresses where the VM's is not known. */
  readonly neighbours: readonly EventOf<'neighbour'>[]
}

export interface SocketSample extends SampledSocket {
  readonly atMs: number
}

type Dialled = { readonly atMs: number; readonly localPort?: number }

/** @returns the traces of a cell that connected, or tried to, so */
export const gatherTraces = (
  history: readonly HistoryEvent[],
): ((cell: Cell, dialled: readonly Dialled[]) => Traces) => {
  const all = <Type extends HistoryEvent['type']>(type: Type): EventOf<Type>[] =>
    history.filter((event): event is EventOf<Type> => event.type === type)
  const sockets = groupBy(all('socket-destroyed'), ({ profile, localPort }) => `${profile} ${localPort}`)
  const samples = groupBy(
    all('sockets-sampled').flatMap(({ atMs, profile, sockets }) =>
      sockets.map((socket) => ({ profile, sample: { ...socket, atMs } })),
    ),
    ({ profile, sample }) => `${profile} ${sample.localPort}`,
  )
  const vmSamples = groupBy(
    all('vm-sockets-sampled').flatMap(({ atMs, vm, sockets }) =>
      sockets.map((socket) => ({ vm, sample: { ...socket, atMs } })),
    ),
    ({ vm, sample }) => `${vm} ${portOf(sample.peer)}`,
  )
  const vmSockets = groupBy(all('vm-socket-destroyed'), ({ vm, peer }) => `${vm} ${portOf(peer)}`)
  const serviceSaw = groupBy(all('service-connection'), ({ vm, peer, session }) => `${vm} ${portOf(peer)} ${session}`)
  const sentAgain = groupBy(all('sent-again'), (event) =>
    'profile' in event ? `${event.profile} ${event.localPort}` : undefined,
  )
  const vmSentAgain = groupBy(all('sent-again'), (event) =>
    'vm' in event ? `${event.vm} ${portOf(event.peer)}` : undefined,
  )
  const neighbours = groupBy(all('neighbour'), ({ profile }) => profile)
  const announced = all('announced')

  return ({ profile, vm, session }, dialled) => {
    const ports = [...new Set(dialled.flatMap(({ localPort }) => localPort ?? []))]
    const first = dialled[0]?.atMs ?? Number.POSITIVE_INFINITY
    const ofPorts = <Trace extends { readonly atMs: number }>(find: (port: number) => readonly Trace[] | undefined) =>
      ports
        .flatMap((port) => find(port) ?? [])
        // A port may have been another session's before.
        .filter(({ atMs }) => atMs >= first)
        .sort((a, b) => a.atMs - b.atMs)
    const mine = ofPorts((port) => samples.get(`${profile} ${port}`)?.map(({ sample }) => sample))
    const seen = neighbours.get(profile) ?? []
    const macs = new Set(announced.filter((event) => event.vm === vm).map(({ mac }) => mac))
    const address =
      mine.map(({ peer }) => peer.replace(/:\d+$/, ''))[0] ??
      seen.find(({ mac }) => mac !== undefined && macs.has(mac))?.address
    return {
      sockets: ofPorts((port) => sockets.get(`${profile} ${port}`)),
      vmSockets: ofPorts((port) => vmSockets.get(`${vm} ${port}`)),
      samples: mine,
      vmSamples: ofPorts((port) => vmSamples.get(`${vm} ${port}`)?.map(({ sample }) => sample)),
      sentAgain: ofPorts((port) => sentAgain.get(`${profile} ${port}`)),
      vmSentAgain: ofPorts((port) => vmSentAgain.get(`${vm} ${port}`)),
      serviceSaw: ofPorts((port) => serviceSaw.get(`${vm} ${port} ${session}`)),
      neighbours: address === undefined ? seen : seen.filter((event) => event.address === address),
    }
  }
}

const portOf = (peer: string): string => peer.slice(peer.lastIndexOf(':') + 1)
