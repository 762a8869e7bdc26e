/**
 * An engine is where VMs and client machines come from. It offers what a migration is made of as single acts; in which order they make a
 * blackout, a move or a failover is written once, in `harness/phases`. To add one, name it in `index.ts`.
 */

import type { Cell, Endpoint, Move } from '../../src/cell.js'
import type { Guest } from '../../src/guest.js'
import type { VmState, WorldEvent } from '../../src/history.js'
import type { HostName, Plan, Topology, WireMode } from '../../src/plan.js'
import type { Profile } from '../../src/scenario/profile.js'
import type { Child } from '../child.js'
import type { ClientIn, ClientOut } from '../client/messages.js'
import type { Clock } from '../clock.js'
import type { Accelerator } from '../qemu/accelerator.js'
import type { GuestImage } from '../qemu/image.js'
import type { SessionWanted } from '../sessions/program.js'
import type { Done } from '../turns.js'
import type { UndoStack } from '../undo.js'

export interface Engine {
  readonly summary: string
  /** Wire modes that it can play. */
  readonly wires: readonly WireMode[]
  /** Why it cannot play such a cell, in words that go on after its name: "cannot play …"; nothing where it can. */
  readonly cannot?: (cell: Cell) => string | undefined
  /** What its verdicts cannot say, in plain words; shown with every report. */
  readonly limits: readonly string[]
  /** Machines have networks of their own: what their kernels say of sockets can be heard, and their packets captured. */
  readonly isObservable: boolean
  open(setting: Setting): Promise<World>
}

/** For an engine whose VMs serve from one process. */
export const noCrowds = ({ session, count }: Cell): string | undefined =>
  count === undefined ? undefined : `a crowd of ${session}: its VMs have one process for all sessions`

/** What every part of a run is given. */
export interface Setting {
  readonly clock: Clock
  readonly topology: Topology
  /** A folder that vanishes with the run. */
  readonly scratch: string
  /** The folder of the record that gets what somebody's own programs print; made when there are any. */
  readonly output: string
  readonly undo: UndoStack
  /** The folder of the run’s cgroups; `undefined` where none could be made. */
  readonly cgroups: string | undefined
  /** What VMs are set to. */
  readonly guest: Guest
  /** The folder for packet captures, where they are wanted. */
  readonly captures: string | undefined
  /** What real guests are made of and run on; for the engine that has them. */
  readonly machinery: Machinery | undefined
  /** The run is called off. */
  readonly signal: AbortSignal
  say(event: WorldEvent): void
}

export interface Machinery {
  readonly image: GuestImage
  readonly accelerator: Accelerator
  /** Why that one. */
  readonly why: string
}

export interface ServiceWanted extends SessionWanted {
  /** Clients reach it on the VM's host too, which hands it in. */
  readonly onHost: boolean
  /** Besides the usual one, so many processes serve it, each on a port of its own: for the parts of crowds. */
  readonly parts: number
}

/** What a VM is, for an engine that has real ones. */
export interface Size {
  readonly memoryMiB: number
  readonly move: Move | undefined
}

export interface World {
  /** Starts a VM with its services and waits until it says that they are ready. @throws Error with its last words. */
  boot(name: string, services: readonly ServiceWanted[], plan: Plan, size: Size): Promise<Vm>
  /** @param isCrowd it is to hold thousands of sessions: then only what they end by is told, many at a time */
  client(profile: Profile, isCrowd: boolean): Promise<ClientMachine>
  /** From now on sessions end because they are ended: of those that lived, kernels' last words tell little. */
  ending?(): void
}

export interface ClientMachine {
  readonly address: string
  start(): Child<ClientIn, ClientOut>
}

/**
 * Acts return what the kernel showed once they had taken effect, and throw when it shows something else. Each begins when the one that was asked for before has
 * taken effect, so that a sequence can be asked for at once: nothing between two of them depends on how busy this process is.
 */
export interface Vm {
  readonly name: string
  /** @param part of a crowd, from 0 on */
  at(kind: string, endsOn: Endpoint, part?: number): { readonly host: string; readonly port: number }
  /** Its processes, for whoever measures what they take; left out where they are not this machine's. */
  readonly processes?: () => readonly number[]
  /** Takes effect as it begins; whoever comes next does not wait until it is shown. */
  freeze(): Promise<Done>
  thaw(): Promise<Done>
  /** Silences its wire in the given mode. */
  silence(mode: WireMode): Promise<Done>
  /** Gives it its wire back, on the host where it was. */
  reconnect(): Promise<Done>
  /** Lets so long pass since the wire was shown to be silent, or ends when the run is called off. */
  lasts(ms: number): Promise<unknown>
  /** Leaves its host, silently: the wire must be silent. */
  depart(): Promise<unknown>
  /**
   * Arrives on another host with its wire open; what ended on the host that it left is over.
   * @param found false where the network goes on sending its packets to the host that it left, until it announces itself
   */
  arrive(host: HostName, found: boolean): Promise<Done>
  /** Tells the network where it is now. */
  announce(): Promise<unknown>
  /** The machine is lost with everything in it, and its host with it: the wire must be silent. */
  lose(): Promise<Done>
  /** Another machine, made ready beforehand, takes the address with a network stack of its own. */
  takeOver(host: HostName): Promise<Done>
  /** Starts the services on the machine that took over. */
  startServices(): Promise<void>
  /** @throws Error when the VM does not answer although nobody keeps it from running */
  isThere(): Promise<void>
  /** Carries out the whole migration by itself and tells what happened when; left out where it is to be played phase by phase. */
  readonly move?: (signal: AbortSignal) => Promise<void>
  /** Has the evidence taken that costs something: the sockets of the VM and of all clients as they are now, or soon. */
  look(): void
  /** Tells the run about it. */
  say(state: VmState, detail?: string): void
}
