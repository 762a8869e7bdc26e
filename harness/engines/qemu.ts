/**
 * VMs as real guests: QEMU machines on taps in the same bridges as namespaces are, with the same addresses and the same clients. What a blackout,
 * a move or a failover is made of is done by QEMU itself, told over its monitor; the guest has a kernel of its own, whose timers and clocks
 * stand still while it is stopped.
 */
import { patienceOf } from '../../src/guest.js'
import type { HostName, Plan, WireMode } from '../../src/plan.js'
import { openWitness, type Witness } from '../evidence/witness.js'
import { clientMachine } from '../netns/client.js'
import { type Lan, openLan, type Plug } from '../netns/lan.js'
import { addressIn } from '../netns/places.js'
import { type Wire, type Wires, wireOf, wiresIn, wiresOf } from '../netns/wires.js'
import { watchAnnouncements } from '../qemu/announcements.js'
import { type Running, startGuest } from '../qemu/guest.js'
import { memoryOf, realMove } from '../qemu/real.js'
import { tapQueue } from '../qemu/tap-queue.js'
import { programOf } from '../sessions/program.js'
import {
  type Engine,
  type Machinery,
  noCrowds,
  type ServiceWanted,
  type Setting,
  type Size,
  type Vm,
  type World,
} from './engine.js'
import { tellerOf } from './guest.js'

export const qemu: Engine = {
  summary: 'real guests in QEMU, on the same bridges: their own kernels, real stops, saves and copies',
  cannot(cell) {
    const { session, command, endsOn } = cell
    if (command !== undefined) return `session ${session}: programs of one's own are not in its guests' image`
    if (endsOn === 'host') return `session ${session}@host: a guest has no way in but its network`
    return noCrowds(cell)
  },
  wires: ['drop', 'hold', 'reset', 'unreachable', 'none'],
  limits: [
    'Engine qemu: the guests’ kernels are not asked for their sockets; what ended a connection is told by its client’s kernel and by the services.',
    'Engine qemu: a guest’s disk is in its memory. What a lost machine had written is lost with it, which a disk that hosts share would not be.',
  ],
  isObservable: true,

  async open(setting) {
    const { machinery } = setting
    if (machinery === undefined) throw new Error('engine qemu has been given no image for its guests')
    const text = `VMs: real guests (${machinery.image.says}), accelerator ${machinery.accelerator}: ${machinery.why}`
    setting.say({ type: 'limit', atMs: setting.clock.now(), text })
    tellOfClocks(setting)
    const lan = await openLan(`${setting.scratch}/sys`, setting.topology)
    const world = { lan, setting, machinery, witness: openWitness(setting), vms: 0, clients: 0 }
    return {
      boot: (name, services, plan, size) => bootVm(world, name, services, plan, size),
      client: (profile) => clientMachine(world, ++world.clients, profile, false),
    } satisfies World
  },
}

/** A guest's CLOCK_MONOTONIC is its hypervisor's affair. */
const tellOfClocks = ({ guest, clock, say }: Setting): void => {
  if (guest.clock === 'stops') return
  const text =
    'Engine qemu: guests’ clocks stand still while they are suspended; the scenario’s `clock: jumps` is not played. Services’ idle timers outlast more than it predicts.'
  say({ type: 'limit', atMs: clock.now(), text })
}

export interface QemuWorld {
  readonly lan: Lan
  readonly setting: Setting
  readonly machinery: Machinery
  readonly witness: Witness
  vms: number
  clients: number
}

/** A guest's own disk: nothing of it is on ours. */
const inGuest = { scratch: '/tmp/outlive', output: '/tmp/outlive/output' }

const bootVm = async (
  world: QemuWorld,
  name: string,
  wanted: readonly ServiceWanted[],
  plan: Plan,
  size: Size,
): Promise<Vm> => {
  const { lan, setting } = world
  const { routeToClients } = lan
  const number = ++world.vms
  const address = addressIn('vms', number)
  let host = plan.startsOn ?? 'A'
  const services = await Promise.all(
    wanted.map(async ({ onHost: _, parts: __, ...session }) => ({
      ...session,
      host: address,
      port: (await programOf(session)).port,
      patience: patienceOf(setting.guest, session.kind),
      dataDir: `${inGuest.scratch}/disks/${session.kind}`,
    })),
  )
  const say = tellerOf(setting, name)
  const memoryMiB = memoryOf(size)
  /** Of the machine that has the address. */
  let mac = ''
  const watch = (): void => {
    if (plan.outcome !== 'here') watchAnnouncements('B', { vm: name, mac }, setting)
  }
  const boot = async (suffix: string, plugged: HostName | null, networkIsUp?: () => void): Promise<Running> => {
    const plug = await lan.tap(address, plugged)
    if (plugged !== null) mac = plug.mac
    // A guest that boots in another's place announces itself as it does.
    if (networkIsUp !== undefined) watch()
    const file = `vm${number}${suffix}`
    return startGuest({
      ...world,
      routeToClients,
      name,
      file,
      memoryMiB,
      plug,
      services,
      inGuest,
      ...(networkIsUp && { networkIsUp }),
    })
  }
  let guest = await boot('', host)
  await guest.startServices()
  const room = async (to: HostName) =>
    guest.room(`vm${number}-${to}`, await lan.tap(address, to, guest.machine().plug.mac))
  const announced = (): void => setting.say({ type: 'announced', atMs: setting.clock.now(), vm: name, mac })
  watch()
  const move = await realMove(size, plan, {
    ...setting,
    vm: name,
    file: `vm${number}`,
    guest,
    room,
    tell: say,
    cut: () => lan.cut(guest.machine().plug),
    async bootOn(to, networkIsUp) {
      guest = await boot(`-${to}`, to, networkIsUp)
      guest.announce()
      return guest
    },
    moved(to) {
      setting.say({ type: 'moved', atMs: setting.clock.now(), vm: name, to: `host ${to}` })
      announced()
    },
  })
  const standby = plan.outcome === 'replaced' && move === undefined ? await boot('-standby', null) : undefined
  const wires = await guestWires(lan, guest.machine().plug, number, plan)
  let mode: WireMode = 'none'
  /** Where the network still looks for it. */
  let pinnedTo: HostName | undefined

  return {
    name,
    at: (kind) => ({ host: address, port: services.find((service) => service.kind === kind)?.port ?? 0 }),
    freeze: () => guest.stop(),
    thaw: () => guest.go(),
    silence(wire) {
      mode = wire
      return wireOf(wires, wire).silence(host)
    },
    reconnect: () => wireOf(wires, mode).reconnect(),
    depart: () => lan.unplug(guest.machine().plug),
    arrive(to, found) {
      wires[mode]?.leave?.()
      if (!found) {
        lan.pin(guest.machine().plug, host)
        pinnedTo = host
      }
      host = to
      return lan.plugInto(guest.machine().plug, to)
    },
    announce() {
      if (pinnedTo !== undefined) lan.unpin(guest.machine().plug, pinnedTo)
      pinnedTo = undefined
      guest.announce()
      announced()
    },
    async lose() {
      guest.lose()
      return 'its QEMU killed, its wire silent'
    },
    async takeOver(to) {
      if (standby === undefined) throw new Error(`${name} has no standby machine`)
      guest = standby
      host = to
      mac = guest.machine().plug.mac
      watch()
      return lan.plugInto(guest.machine().plug, to)
    },
    startServices: () => guest.startServices(),
    ...(move && { move }),
    look: world.witness.look,
    say,
  }
}

/** As a namespace's, but that a tap holds by itself what is sent to a guest that does not run. */
const guestWires = async (lan: Lan, plug: Plug, number: number, plan: Plan): Promise<Wires> => {
  const needed = new Set([...wiresIn(plan)].filter((wire) => wire !== 'hold'))
  const hold: Wire = tapQueue(lan, plug)
  return { ...(await wiresOf(lan, plug, number, needed)), hold }
}
