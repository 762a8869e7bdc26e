/**
 * VMs and client machines in network namespaces of their own, on a layer-2 network of bridges, on the kernel's own TCP. Runs inside
 * the namespaces that `harness/enter.ts` makes, so whatever is built here vanishes with the runner.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { blackoutsOf, type Plan, type WireMode } from '../../src/plan.js'
import type { Profile } from '../../src/scenario/profile.js'
import { type Child, startChild } from '../child.js'
import type { ClientIn, ClientOut } from '../client/messages.js'
import { watchSockets } from '../evidence/sockets.js'
import { sigstop } from '../freeze/sigstop.js'
import { type Lan, type Machine, openLan } from '../netns/lan.js'
import { type SessionKindName, sessionKinds } from '../sessions/index.js'
import type { Sysctls } from '../sysctls.js'
import type { VmIn, VmOut } from '../vm/messages.js'
import type { ClientMachine, Engine, Setting, Vm, World } from './engine.js'
import { bootGuest, tellerOf } from './guest.js'

const program = (path: string, ...flags: string[]): string[] => [
  process.execPath,
  ...flags,
  fileURLToPath(new URL(path, import.meta.url)),
]

/** Runs `command` on a machine: in its network namespace and, for a VM, in PID and mount namespaces of its own. */
const on = (machine: Machine, command: readonly string[]): string[] => [
  'nsenter',
  `--net=/proc/${machine.hand.pid}/ns/net`,
  ...command,
]
const inVm = ['unshare', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc', '--']
/** The baseline compiler alone makes a database's WebAssembly ready in a third of the CPU time; a large run starts dozens of VMs at once. */
const vmProgram = program('../vm/main.js', '--liftoff-only')
/** Sessions and services yield to the controller and its hands: a wire must fall silent when it is told to, however busy the machine. */
const politely = ['nice', '-n', '15']

/**
 * A guest's kernel timers stand still while it is suspended; those of a VM's namespace do not, they back off. A cap of 1 s keeps that
 * from showing in recoveries (`net.ipv4.tcp_rto_max_ms`, Linux 6.15), and then its kernel must not run out of retries either.
 */
const vmSysctls: Sysctls = {
  'net.ipv6.conf.all.disable_ipv6': 1,
  'net.ipv4.conf.eth0.arp_notify': 1,
  'net.ipv4.tcp_rto_max_ms': 1000,
  'net.ipv4.tcp_retries2': 255,
}

export const netns: Engine = {
  summary: 'Linux namespaces and bridges: real silence on the wire, without root',
  wires: ['drop', 'hold', 'answer', 'none'],
  limits: [],

  async open(setting) {
    const lan = await openLan(`${setting.scratch}/sys`)
    const world = { lan, setting, vms: 0, clients: 0 }
    return {
      boot: (name, kinds, plan) => bootVm(world, name, kinds, plan),
      client: (profile) => clientMachine(world, profile),
    } satisfies World
  },
}

interface NetnsWorld {
  readonly lan: Lan
  readonly setting: Setting
  vms: number
  clients: number
}

const bootVm = async (world: NetnsWorld, name: string, kinds: readonly SessionKindName[], plan: Plan): Promise<Vm> => {
  const { lan, setting } = world
  const number = ++world.vms
  const address = `10.0.${number >> 8}.${(number & 255) + 1}`
  const ports = new Map(
    await Promise.all(kinds.map(async (kind) => [kind, (await sessionKinds[kind]()).port] as const)),
  )
  const services = kinds.map((kind) => ({
    kind,
    host: address,
    port: ports.get(kind) ?? 0,
    // On host storage that both hosts reach, as the disk of a cluster is.
    dataDir: `${setting.scratch}/disks/${name}/${kind}`,
  }))
  const guestOn = async (machine: Machine) => {
    const child = startChild<VmIn, VmOut>([...on(machine, politely), ...inVm, ...vmProgram])
    const guest = await bootGuest(
      name,
      child,
      { originMs: setting.clock.originMs, sysctls: vmSysctls, services },
      setting,
    )
    return { ...guest, machine, root: firstChild(child) }
  }

  let guest = await guestOn(await lan.machine('vm', address, 'hostA'))
  await guest.startServices()
  const standby = plan.outcome === 'replaced' ? await guestOn(await lan.machine('vm', address, null)) : undefined
  const queue = blackoutsOf(plan).some(({ wire }) => wire === 'hold') ? await lan.queue(guest.machine) : undefined
  let mode: WireMode = 'none'
  const silence: Partial<Record<WireMode, () => Promise<string>>> = {
    drop: () => lan.cut(guest.machine),
    hold: async () => queue?.hold() ?? '',
    answer: async () => 'wire left alone: its kernel goes on answering',
  }
  const reconnect: typeof silence = {
    drop: () => lan.uncut(guest.machine),
    hold: async () => queue?.release() ?? '',
    answer: async () => 'wire left alone',
  }

  return {
    name,
    at: (kind) => ({ host: address, port: ports.get(kind) ?? 0 }),
    freeze: () => sigstop.freeze(guest.root),
    thaw: () => sigstop.thaw(guest.root),
    silence(wire) {
      mode = wire
      return played(silence, wire)
    },
    reconnect: () => played(reconnect, mode),
    depart: () => lan.unplug(guest.machine),
    arrive: () => lan.plugIntoB(guest.machine),
    announce: () => {
      lan.announce(guest.machine)
      setting.say({ type: 'announced', atMs: setting.clock.now(), vm: name, mac: guest.machine.mac })
    },
    lose() {
      // Its network namespace stays until the end: removing one holds up whatever else is asked of the kernel's network just then.
      guest.lose()
      return 'its processes killed, its wire silent'
    },
    async takeOver() {
      if (standby === undefined) throw new Error(`${name} has no standby machine`)
      guest = standby
      return lan.plugIntoB(guest.machine)
    },
    startServices: () => guest.startServices(),
    say: tellerOf(setting, name),
  }
}

const played = (acts: Partial<Record<WireMode, () => Promise<string>>>, mode: WireMode): Promise<string> => {
  const act = acts[mode]
  if (act === undefined) throw new Error(`engine netns cannot play wire mode ${mode}`)
  return act()
}

const clientMachine = async (world: NetnsWorld, profile: Profile): Promise<ClientMachine> => {
  const { lan, setting } = world
  const machine = await lan.machine('client', `10.0.255.${++world.clients}`, 'switch')
  watchSockets(on(machine, []), (localPort, info) =>
    setting.say({ type: 'socket-destroyed', atMs: setting.clock.now(), profile: profile.name, localPort, info }),
  )
  return { start: () => startChild<ClientIn, ClientOut>(on(machine, [...politely, ...program('../client/main.js')])) }
}

/** The VM's first process, as our PID namespace counts it: the only child of the `unshare` that waits for it. */
const firstChild = (wrapper: Child<VmIn, VmOut>): number => {
  const pid = Number(readFileSync(`/proc/${wrapper.pid}/task/${wrapper.pid}/children`, 'utf8').trim())
  if (!(pid > 0)) throw new Error(`process ${wrapper.pid} has no child to freeze`)
  return pid
}
