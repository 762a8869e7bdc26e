/** Whoever looks on while a run goes on: all that kernels say of its machines goes into the history from here. */
import type { SampledSocket } from '../../src/history.js'
import type { Setting } from '../engines/engine.js'
import { watchNeighbours } from './neighbours.js'
import { openBudget, type Sampler, sampleSockets } from './samples.js'
import { watchSockets } from './sockets.js'

export interface Witness {
  /** @param enter how to get into the machine's network namespace */
  client(enter: readonly string[], profile: string): void
  /** @returns who looks at its sockets, and at those of all clients */
  vm(enter: readonly string[], vm: string): Sampler
}

/** What samples may take of a core. Clients come first: their timers are what sessions mostly die of, and there are fewer of them. */
const clientsShare = 0.02
const vmsShare = 0.005

export const openWitness = ({ clock, say }: Setting): Witness => {
  const budgets = { clients: openBudget(clientsShare), vms: openBudget(vmsShare) }
  const clients: Sampler[] = []
  return {
    client(enter, profile) {
      watchSockets(enter, ({ localPort, info }) =>
        say({ type: 'socket-destroyed', atMs: clock.now(), profile, localPort, info }),
      )
      watchNeighbours(enter, (neighbour) => say({ type: 'neighbour', atMs: clock.now(), profile, ...neighbour }))
      const seen = (atMs: number, sockets: readonly SampledSocket[]): void =>
        say({ type: 'sockets-sampled', atMs, profile, sockets })
      clients.push(sampleSockets(enter, clock, budgets.clients, seen))
    },
    vm(enter, vm) {
      watchSockets(enter, ({ peer, info }) => say({ type: 'vm-socket-destroyed', atMs: clock.now(), vm, peer, info }))
      const seen = (atMs: number, sockets: readonly SampledSocket[]): void =>
        say({ type: 'vm-sockets-sampled', atMs, vm, sockets })
      const own = sampleSockets(enter, clock, budgets.vms, seen)
      return {
        ask() {
          for (const each of [...clients, own]) each.ask()
        },
      }
    },
  }
}
