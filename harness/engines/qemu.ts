/**
 * VMs as real guests: QEMU machines on taps in the same bridges as namespaces are, with the same addresses and the same clients. What a blackout,
 * a move or a failover is made of is done by QEMU itself, told over its monitor; the guest has a kernel of its own, whose timers and clocks
 * stand still while it is stopped.
 */
import { patienceOf } from '../../src/guest.js'
import type { HostName, Plan, WireMode } from '../../src/plan.js'
import { openWitness, type Witness } from '../evidence/witness.js'
import { clientMachine } from '../netns/client.js'
import { addressIn } from '../netns/places.js'
import { wiresIn } from '../netns/wires.js'
import { type Operator, openOperator } from '../operator/index.js'
import { watchAnnouncements } from '../qemu/announcements.js'
import { type Running, startGuest } from '../qemu/guest.js'
import { commandInGuest } from '../qemu/own-programs.js'
import { memoryOf, realMove } from '../qemu/real.js'
import { tapQueue } from '../qemu/tap-queue.js'
import { programOf } from '../sessions/program.js'
import { openTurns } from '../turns.js'
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
    const { session, endsOn } = cell
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
    const world = {
      operator: openOperator(setting),
      setting,
      machinery,
      witness: openWitness(setting),
      vms: 0,
      clients: 0,
    }
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
  readonly operator: Operator
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
  const { operator, setting } = world
  const orders = operator()
  const { value: routeToClients } = await orders.routeToClients()
  const number = ++world.vms
  const address = addressIn('vms', number)
  let host = plan.startsOn ?? 'A'
  const services = await Promise.all(
    wanted.map(async ({ onHost: _, parts: __, ...session }) => ({
      ...session,
      ...(session.command && { command: commandInGuest(session.command, world.machinery.accelerator) }),
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
    const { value: plug } = await orders.tap(address, plugged)
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
    guest.room(`vm${number}-${to}`, (await orders.tap(address, to, guest.machine().plug.mac)).value)
  const announced = (): void => setting.say({ type: 'announced', atMs: setting.clock.now(), vm: name, mac })
  watch()
  const move = await realMove(size, plan, {
    ...setting,
    vm: name,
    file: `vm${number}`,
    guest,
    room,
    tell: say,
    cut: async () => (await orders.cut(guest.machine().plug)).value,
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
  const turns = openTurns(setting.clock, setting.signal)
  const held = tapQueue(orders, guest.machine().plug)
  // A tap holds by itself what is sent to a guest that does not run.
  await orders.openWires(guest.machine().plug, number, new Set([...wiresIn(plan)].filter((wire) => wire !== 'hold')))
  let mode: WireMode = 'none'
  /** Where the network still looks for it. */
  let pinnedTo: HostName | undefined

  return {
    name,
    at: (kind) => ({ host: address, port: services.find((service) => service.kind === kind)?.port ?? 0 }),
    freeze: () => turns.atOnce(() => guest.stop()),
    thaw: () => turns.next(() => guest.go()),
    silence: (wire) =>
      turns.next(async () => {
        mode = wire
        return wire === 'hold' ? held.silence(host) : (await orders.silence(guest.machine().plug, wire, host)).value
      }),
    reconnect: () =>
      turns.next(async () =>
        mode === 'hold' ? held.reconnect() : (await orders.reconnect(guest.machine().plug, mode)).value,
      ),
    lasts: (ms) => turns.lasts(ms),
    depart: () => turns.next(() => orders.unplug(guest.machine().plug)),
    arrive: (to, found) =>
      turns.next(async () => {
        if (!found) pinnedTo = host
        host = to
        return (await orders.arrive(guest.machine().plug, mode, to, pinnedTo)).value
      }),
    announce: () =>
      turns.next(async () => {
        if (pinnedTo !== undefined) await orders.unpin(guest.machine().plug, pinnedTo)
        pinnedTo = undefined
        guest.announce()
        announced()
      }),
    // Not in turn: it is asked for while the blackout lasts.
    async lose() {
      const askedMs = setting.clock.now()
      guest.lose()
      return { askedMs, atMs: setting.clock.now(), value: 'its QEMU killed, its wire silent' }
    },
    takeOver: (to) =>
      turns.next(async () => {
        if (standby === undefined) throw new Error(`${name} has no standby machine`)
        guest = standby
        host = to
        mac = guest.machine().plug.mac
        watch()
        return (await orders.plugInto(guest.machine().plug, to)).value
      }),
    startServices: () => guest.startServices(),
    isThere: () => guest.isThere(),
    ...(move && { move }),
    look: world.witness.look,
    say,
  }
}
