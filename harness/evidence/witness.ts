/** Whoever looks on while a run goes on: all that kernels say of its machines goes into the history from here. */
import type { SampledSocket, WorldEvent } from '../../src/history.js'
import type { Setting } from '../engines/engine.js'
import { firstPartPort } from '../netns/places.js'
import { capture } from './capture.js'
import { type Many, tellMany } from './many.js'
import { watchNeighbours } from './neighbours.js'
import type { SentAgain } from './pcap.js'
import { openBudget, type Sampler, sampleSockets } from './samples.js'
import { watchSockets } from './sockets.js'

export interface Witness {
  /** Looks at the sockets of all clients. */
  look(): void
  /**
   * @param enter how to get into the machine's network namespace
   * @param isCrowd it holds too many sockets to look at them while they live: of each there are the last words
   */
  client(enter: readonly string[], address: string, profile: string, isCrowd?: boolean): void
  /** @returns who looks at its sockets, and at those of all clients */
  vm(enter: readonly string[], address: string, vm: string, isCrowd?: boolean): Sampler
  /** Sessions are being ended. */
  ending(): void
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
  const crowds: Many[] = []
  const openMany = (...given: Parameters<typeof tellMany>): Many => {
    const many = tellMany(...given)
    crowds.push(many)
    undo.push('tell the last words on sockets', many.flush)
    return many
  }
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
    ending() {
      for (const many of crowds) many.ending()
    },
    client(enter, address, profile, isCrowd) {
      const whose = `client machine ${profile}`
      if (isCrowd) {
        const many = openMany(clock, false, (sockets) => say({ type: 'sockets-destroyed', atMs: clock.now(), sockets }))
        void watchSockets(enter, (socket) => many.add(`${address}:${socket.localPort}`, socket)).then(
          lost('sockets’ ends', whose),
        )
        return
      }
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
    vm(enter, address, vm, isCrowd) {
      const many = openMany(clock, true, (sockets) =>
        say({ type: 'vm-sockets-destroyed', atMs: clock.now(), vm, sockets }),
      )
      void watchSockets(enter, (socket) => {
        const { localPort, peer, info } = socket
        if (localPort >= firstPartPort) many.add(peer, socket)
        else say({ type: 'vm-socket-destroyed', atMs: clock.now(), vm, peer, info })
      }).then(lost('sockets’ ends', `VM ${vm}`))
      if (isCrowd) return { ask() {} }
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
