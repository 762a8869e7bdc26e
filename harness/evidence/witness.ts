/** Whoever looks on while a run goes on: all that kernels say of its machines goes into the history from here. */
import type { SampledSocket, WorldEvent } from '../../src/history.js'
import type { Setting } from '../engines/engine.js'
import { capture } from './capture.js'
import { watchNeighbours } from './neighbours.js'
import type { SentAgain } from './pcap.js'
import { openBudget, type Sampler, sampleSockets } from './samples.js'
import { watchSockets } from './sockets.js'

export interface Witness {
  /** Looks at the sockets of all clients. */
  look(): void
  /** @param enter how to get into the machine's network namespace */
  client(enter: readonly string[], address: string, profile: string): void
  /** @returns who looks at its sockets, and at those of all clients */
  vm(enter: readonly string[], address: string, vm: string): Sampler
}

/** What samples may take of a core. Clients come first: their timers are what sessions mostly die of, and there are fewer of them. */
export const clientsShare = 0.02
const vmsShare = 0.005

export const openWitness = ({ clock, say, undo, captures }: Setting): Witness => {
  /** What is not heard from then on may be missing from causes. */
  const lost =
    (what: string, whose: string) =>
    (how: string): void =>
      say({ type: 'limit', atMs: clock.now(), text: `From then on nobody hears of ${what} of ${whose}: ${how}` })
  const budgets = { clients: openBudget(clientsShare), vms: openBudget(vmsShare) }
  const clients: Sampler[] = []
  const files = new Set<string>()
  const captureOf = (
    enter: readonly string[],
    address: string,
    machine: string,
    tell: (again: SentAgain) => WorldEvent,
  ): void => {
    if (captures === undefined) return
    // A machine that takes over has the name of the one that was lost.
    const name = files.has(machine) ? `${machine}-standby` : machine
    files.add(name)
    const captured = capture(enter, address, captures, name, clock)
    void captured.lost.then(lost('packets', name))
    undo.push(`read ${name}`, () => captured.end((again) => say(tell(again))))
  }
  return {
    look() {
      for (const each of clients) each.ask()
    },
    client(enter, address, profile) {
      const whose = `client machine ${profile}`
      void watchSockets(enter, ({ localPort, info }) =>
        say({ type: 'socket-destroyed', atMs: clock.now(), profile, localPort, info }),
      ).then(lost('sockets’ ends', whose))
      void watchNeighbours(enter, (neighbour) =>
        say({ type: 'neighbour', atMs: clock.now(), profile, ...neighbour }),
      ).then(lost('neighbours', whose))
      captureOf(enter, address, `client-${profile}`, ({ atMs, from, to, what, number }) => ({
        type: 'sent-again',
        atMs,
        profile,
        localPort: portOf(from),
        peer: to,
        what,
        number,
      }))
      const seen = (atMs: number, sockets: readonly SampledSocket[]): void =>
        say({ type: 'sockets-sampled', atMs, profile, sockets })
      const sampler = sampleSockets(enter, clock, budgets.clients, seen)
      void sampler.ended.then(lost('sockets', whose))
      clients.push(sampler)
    },
    vm(enter, address, vm) {
      void watchSockets(enter, ({ peer, info }) =>
        say({ type: 'vm-socket-destroyed', atMs: clock.now(), vm, peer, info }),
      ).then(lost('sockets’ ends', `VM ${vm}`))
      captureOf(enter, address, `vm-${vm}`, ({ atMs, to, what, number }) => ({
        type: 'sent-again',
        atMs,
        vm,
        peer: to,
        what,
        number,
      }))
      const seen = (atMs: number, sockets: readonly SampledSocket[]): void =>
        say({ type: 'vm-sockets-sampled', atMs, vm, sockets })
      const own = sampleSockets(enter, clock, budgets.vms, seen)
      void own.ended.then(lost('sockets', `VM ${vm}`))
      return {
        ask() {
          for (const each of [...clients, own]) each.ask()
        },
      }
    },
  }
}

const portOf = (end: string): number => Number(end.slice(end.lastIndexOf(':') + 1))
