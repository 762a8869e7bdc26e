/**
 * VMs and client machines in network namespaces of their own, on a layer-2 network of bridges, on the kernel's own TCP. Runs inside
 * the namespaces that `harness/enter.ts` makes, so whatever is built here vanishes with the runner.
 */
import { readFileSync } from 'node:fs'
import { patienceOf, playedKernelFor } from '../../src/guest.js'
import type { HostName, Plan, WireMode } from '../../src/plan.js'
import { type Child, startChild } from '../child.js'
import { openWitness, type Witness } from '../evidence/witness.js'
import { freezerFor } from '../freeze/index.js'
import type { HostIn, HostOut } from '../host/messages.js'
import { clientMachine } from '../netns/client.js'
import { addressIn, firstPartPort, on, politely, program } from '../netns/places.js'
import { wiresIn } from '../netns/wires.js'
import type { PlacedMachine } from '../operator/acts.js'
import { type Operator, openOperator } from '../operator/index.js'
import { programOf } from '../sessions/program.js'
import type { Sysctls } from '../sysctls.js'
import type { ServiceToRun, VmIn, VmOut } from '../vm/messages.js'
import type { Engine, ServiceWanted, Setting, Vm, World } from './engine.js'
import { bootGuest, tellerOf, withoutHost } from './guest.js'
import { startRelays } from './relay.js'

const inVm = ['unshare', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc', '--']
/** The baseline compiler alone makes a database's WebAssembly ready in a third of the CPU time; a large run starts dozens of VMs at once. */
const vmProgram = program('../vm/main.js', '--liftoff-only')

const vmSysctls: Sysctls = {
  'net.ipv6.conf.all.disable_ipv6': 1,
  'net.ipv4.conf.eth0.arp_notify': 1,
}

export const netns: Engine = {
  summary: 'Linux namespaces and bridges: real silence on the wire, without root',
  wires: ['drop', 'hold', 'answer', 'reset', 'unreachable', 'none'],
  limits: [],
  isObservable: true,

  async open(setting) {
    tellOfKernels(setting)
    const world = { operator: openOperator(setting), setting, witness: openWitness(setting), vms: 0, clients: 0 }
    return {
      boot: (name, kinds, plan) => bootVm(world, name, kinds, plan),
      client: (profile, isCrowd) => clientMachine(world, ++world.clients, profile, isCrowd),
      ending: world.witness.ending,
    } satisfies World
  },
}

/** What a VM's kernel that is set otherwise than we would set it shows of being none of its own. */
const tellOfKernels = ({ guest, clock, say }: Setting): void => {
  const set = Object.entries(guest.sysctls).map(([name, value]) => `${name}=${value}`)
  if (set.length === 0) return
  const text =
    `VMs have ${set.join(', ')}, as the scenario wants it. Their kernels’ timers go on while they are suspended, ` +
    'which a guest’s do not: they may give a connection up that a guest would keep.'
  say({ type: 'limit', atMs: clock.now(), text })
}

interface NetnsWorld {
  readonly operator: Operator
  readonly setting: Setting
  readonly witness: Witness
  vms: number
  clients: number
}

const bootVm = async (world: NetnsWorld, name: string, wanted: readonly ServiceWanted[], plan: Plan): Promise<Vm> => {
  const { operator, setting, witness } = world
  const own = operator(name)
  const freezer = freezerFor(setting.cgroups)
  const number = ++world.vms
  const address = addressIn('vms', number)
  let host = plan.startsOn ?? 'A'
  const services = await Promise.all(
    wanted.map(async ({ onHost, parts, ...session }) => ({
      ...session,
      ...(parts > 0 && { parts: Array.from({ length: parts }, (_, part) => firstPartPort + part) }),
      host: address,
      port: (await programOf(session)).port,
      patience: patienceOf(setting.guest, session.kind),
      ...(onHost ? { path: `${setting.scratch}/vm${number}-${session.kind}` } : {}),
      // On storage that all hosts reach, as the disk of a cluster is.
      dataDir: `${setting.scratch}/disks/${name}/${session.kind}`,
    })),
  )
  const guestOn = async (machine: PlacedMachine, services: readonly ServiceToRun[]) => {
    const child = startChild<VmIn, VmOut>([
      ...on(machine, politely),
      ...inVm,
      ...freezer.prefix(machine.port),
      ...vmProgram,
    ])
    const boot = { sysctls: { ...vmSysctls, ...playedKernelFor(plan), ...setting.guest.sysctls }, services }
    const isCrowded = services.some(({ parts = [] }) => parts.length > 0)
    const sampler = witness.vm(on(machine, politely), address, name, isCrowded)
    return { ...(await bootGuest(name, child, boot, setting)), machine, sampler, root: firstChild(child) }
  }

  const machineOn = async (plugged: HostName | null) => (await own.machine('vm', address, plugged)).value
  let guest = await guestOn(await machineOn(host), services)
  await guest.startServices()
  const standby =
    plan.outcome === 'replaced' ? await guestOn(await machineOn(null), services.map(withoutHost)) : undefined
  const relayed = services.flatMap((service) =>
    service.path === undefined ? [] : [{ ...service, path: service.path }],
  )
  const onHost = relayed.length === 0 ? undefined : await hostMachine(world, name, number, host, relayed)
  await own.openWires(guest.machine, number, wiresIn(plan))
  const say = tellerOf(setting, name)
  let mode: WireMode = 'none'
  /** Where the network still looks for it. */
  let pinnedTo: HostName | undefined

  return {
    name,
    at(kind, endsOn, part) {
      const service = services.find((each) => each.kind === kind)
      return {
        host: endsOn === 'host' ? (onHost?.machine.address ?? '') : address,
        port: (part === undefined ? service?.port : service?.parts?.[part]) ?? 0,
      }
    },
    processes: () => [guest.root, ...childrenOf(guest.root)],
    freeze: () => own.freeze(guest.root),
    thaw: () => own.thaw(guest.root),
    silence(wire) {
      mode = wire
      return own.silence(guest.machine, wire, host)
    },
    reconnect: () => own.reconnect(guest.machine, mode),
    lasts: (ms) => own.lasts(ms),
    depart: () => own.unplug(guest.machine),
    async arrive(to, found) {
      const left = host
      host = to
      if (!found) pinnedTo = left
      const arrived = await own.arrive(guest.machine, mode, to, pinnedTo)
      onHost?.process.end(left)
      return arrived
    },
    async announce() {
      const announced = own.announce(guest.machine, pinnedTo)
      pinnedTo = undefined
      const { mac } = guest.machine
      await announced.then(
        ({ atMs }) => setting.say({ type: 'announced', atMs, vm: name, mac }),
        // Its clients go on looking for it where it was: that is not its migration's doing.
        (error: Error) => say('gone', error.message),
      )
    },
    async lose() {
      const askedMs = setting.clock.now()
      if (onHost !== undefined) {
        await operator().cut(onHost.machine)
        onHost.process.end(host)
      }
      // Its network namespace stays until the end: removing one holds up whatever else is asked of the kernel's network just then.
      guest.lose()
      return { askedMs, atMs: setting.clock.now(), value: 'its processes killed, its wire silent' }
    },
    takeOver(to) {
      if (standby === undefined) throw new Error(`${name} has no standby machine`)
      guest = standby
      host = to
      return own.plugInto(guest.machine, to)
    },
    startServices: () => guest.startServices(),
    isThere: () => guest.isThere(),
    look: () => guest.sampler.ask(),
    say,
  }
}

/** The VM's host as its clients see it: a machine with an address of its own, and the VM's process there. */
const hostMachine = async (
  { operator, setting }: NetnsWorld,
  vm: string,
  number: number,
  host: HostName,
  relayed: readonly { readonly port: number; readonly path: string }[],
) => {
  const { value: machine } = await operator().machine('host', addressIn('hosts', number), host)
  const child = startChild<HostIn, HostOut>(on(machine, [...politely, ...program('../host/main.js')]))
  const relays = relayed.map(({ port, path }) => ({ host: machine.address, port, path }))
  return { machine, process: await startRelays(vm, child, relays, setting) }
}

/** The VM's first process, as our PID namespace counts it: the only child of the `unshare` that waits for it. */
const firstChild = (wrapper: Child<VmIn, VmOut>): number => {
  const [pid] = childrenOf(wrapper.pid)
  if (pid === undefined) throw new Error(`process ${wrapper.pid} has no child to freeze`)
  return pid
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .map(Number)
    .filter((child) => child > 0)
