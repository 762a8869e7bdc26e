/** What the operator does: all that must be punctual, on the run's network, its wires and its VMs' processes. */
import type { HostName, Topology, WireMode } from '../../src/plan.js'
import { freezerFor } from '../freeze/index.js'
import { type Lan, type Machine, openLan, type Plug } from '../netns/lan.js'
import { type Wire, type Wires, wireOf, wiresOf } from '../netns/wires.js'

/** Where it acts. */
export interface Place {
  /** A mount of sysfs made in the run's network namespace. */
  readonly sysfs: string
  readonly topology: Topology
  /** The folder of the run's cgroups; `undefined` where none could be made. */
  readonly cgroups: string | undefined
}

/** A machine as others know it: by its namespace. */
export interface PlacedMachine extends Plug {
  readonly hand: { readonly pid: number }
}

export type Acts = Awaited<ReturnType<typeof openActs>>

export const openActs = async ({ sysfs, topology, cgroups }: Place) => {
  const lan = await openLan(sysfs, topology)
  const freezer = freezerFor(cgroups)
  const machines = new Map<string, Machine>()
  const wires = new Map<string, Wires>()
  const wireAt = ({ port }: Plug, mode: WireMode): Wire => wireOf(wires.get(port) ?? {}, mode)
  return {
    async machine(...wanted: Parameters<Lan['machine']>): Promise<PlacedMachine> {
      const machine = await lan.machine(...wanted)
      machines.set(machine.port, machine)
      return { ...machine, hand: { pid: machine.hand.pid } }
    },
    tap: lan.tap,
    cut: lan.cut,
    unplug: lan.unplug,
    plugInto: lan.plugInto,
    unpin: lan.unpin,
    statistic: lan.statistic,
    routeToClients: () => lan.routeToClients,
    /** Makes ready what these wire modes need at the port of a VM. */
    async openWires(vm: Plug, number: number, modes: ReadonlySet<WireMode>) {
      wires.set(vm.port, await wiresOf(lan, vm, number, modes))
    },
    silence: (vm: Plug, mode: WireMode, host: HostName) => wireAt(vm, mode).silence(host),
    reconnect: (vm: Plug, mode: WireMode) => wireAt(vm, mode).reconnect(),
    /** @param pinnedTo the host that the network goes on sending its packets to; where it is found at once, none */
    arrive(vm: Plug, mode: WireMode, host: HostName, pinnedTo: HostName | undefined) {
      wires.get(vm.port)?.[mode]?.leave?.()
      if (pinnedTo !== undefined) lan.pin(vm, pinnedTo)
      return lan.plugInto(vm, host)
    },
    announce(vm: Plug, pinnedTo: HostName | undefined) {
      const machine = machines.get(vm.port)
      if (machine === undefined) throw new Error(`no machine at port ${vm.port}`)
      if (pinnedTo !== undefined) lan.unpin(vm, pinnedTo)
      lan.announce(machine)
    },
    /** @param root a VM's first process */
    freeze: (root: number) => freezer.freeze(root),
    thaw: (root: number) => freezer.thaw(root),
  }
}
