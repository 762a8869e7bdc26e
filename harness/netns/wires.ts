/** How a VM's wire falls silent and comes back, in each wire mode, at the port that it is plugged in by. */
import { blackoutsOf, type HostName, type Plan, type WireMode } from '../../src/plan.js'
import type { Lan, Plug } from './lan.js'
import { addressIn } from './places.js'
import { openQueue } from './queue.js'
import { openStandIn } from './stand-in.js'

/** How one wire mode begins and ends; both return what the kernel shows. */
export interface Wire {
  silence(host: HostName): Promise<string>
  /** The VM goes on where it was. */
  reconnect(): Promise<string>
  /** The VM goes on elsewhere. */
  leave?(): void
}

/** Wire modes of a plan's blackouts. */
export const wiresIn = (plan: Plan): ReadonlySet<WireMode> => new Set(blackoutsOf(plan).map(({ wire }) => wire))

export type Wires = Partial<Record<WireMode, Wire>>

/** Those that are needed. */
export const wiresOf = async (lan: Lan, vm: Plug, number: number, needed: ReadonlySet<WireMode>): Promise<Wires> => {
  const drop = { silence: () => lan.cut(vm), reconnect: () => lan.uncut(vm) }
  const queue = needed.has('hold') ? await openQueue(lan, vm) : undefined
  const replacing = async (mode: 'reset' | 'unreachable'): Promise<Wire> => {
    const standIn = await openStandIn(lan, vm, mode, addressIn('standIns', number))
    return {
      silence: async (host) => `${await drop.silence()}; ${await standIn.stepIn(host)}`,
      async reconnect() {
        standIn.stepOut()
        return drop.reconnect()
      },
      leave: standIn.stepOut,
    }
  }
  return {
    drop,
    ...(queue && { hold: { silence: queue.hold, reconnect: queue.release } }),
    answer: {
      silence: async () => 'wire left alone: its kernel goes on answering',
      reconnect: async () => 'wire left alone',
    },
    ...(needed.has('reset') && { reset: await replacing('reset') }),
    ...(needed.has('unreachable') && { unreachable: await replacing('unreachable') }),
  }
}

export const wireOf = (wires: Wires, mode: WireMode): Wire => {
  const wire = wires[mode]
  if (wire === undefined) throw new Error(`this engine cannot play wire mode ${mode} here`)
  return wire
}
