/** A guest that runs: the conversation with its first process, its services, and the QEMU that it is in now. */
import type { Child } from '../child.js'
import type { Machinery, Setting } from '../engines/engine.js'
import { bootGuest } from '../engines/guest.js'
import type { Plug } from '../netns/lan.js'
import type { Sysctls } from '../sysctls.js'
import { withDeadline } from '../undo.js'
import type { ServiceToRun, VmIn, VmOut } from '../vm/messages.js'
import { announcements } from './announcing.js'
import { openChannel } from './channel.js'
import { networkAnswer } from './init.js'
import { type QemuMachine, startMachine } from './machine.js'
import type { MemoryLoad } from './messages.js'

export interface Running {
  /** The QEMU that it is in. */
  machine(): QemuMachine
  /** Starts a QEMU like its own on another tap, that waits for it. */
  room(file: string, plug: Plug): Promise<QemuMachine>
  /** It is in that QEMU from now on; the one that it has left ends, unless it is kept. */
  become(next: QemuMachine, options?: { readonly keep: boolean }): Promise<void>
  /** Stops its processors; resolves with what QEMU shows. */
  stop(): Promise<string>
  /** Lets them go on. */
  go(): Promise<string>
  /** Has QEMU send what it sends after a migration, and the guest what it sends itself. */
  announce(): void
  /** Fills memory and goes on writing it; resolves when it is full. */
  writeMemory(load: MemoryLoad): Promise<void>
  startServices(): Promise<void>
  isThere(): Promise<void>
  /** Kills it, on purpose. */
  lose(): void
}

export interface GuestWanted {
  readonly setting: Setting
  readonly machinery: Machinery
  readonly routeToClients: string | undefined
  /** The VM's. */
  readonly name: string
  /** Unique among QEMUs of the run. */
  readonly file: string
  readonly memoryMiB: number
  readonly plug: Plug
  readonly services: readonly ServiceToRun[]
  /** Told when its kernel answers, before anything else does. */
  networkIsUp?(): void
  readonly inGuest: Pick<Setting, 'scratch' | 'output'>
}

const guestSysctls: Sysctls = {
  'net.ipv6.conf.all.disable_ipv6': 1,
  'net.ipv4.conf.eth0.arp_notify': 1,
}

/** Emulated, and on a machine that is busy. */
const readyMs = 180_000

/** @throws Error when it does not boot, with its last words */
export const startGuest = async (wanted: GuestWanted): Promise<Running> => {
  const { setting, machinery, name, memoryMiB, routeToClients } = wanted
  const { scratch, undo, clock, say } = setting
  const start = async (file: string, plug: Plug, incoming?: true): Promise<QemuMachine> => {
    const common = { ...machinery, memoryMiB, routeToClients, scratch }
    const started = await startMachine({ ...common, name: file, plug, ...(incoming && { incoming }) })
    undo.push(`end QEMU of ${name}`, () => started.kill())
    return started
  }
  let machine = await start(wanted.file, wanted.plug)
  if (wanted.networkIsUp !== undefined) machine.onSaid(networkAnswer, wanted.networkIsUp)
  const channel = openChannel()
  await channel.attach(machine.channel)

  let tellEnd: (how: string) => void = () => {}
  const ended = new Promise<string>((resolve) => {
    tellEnd = resolve
  })
  /** Only the end of the QEMU that it is in is its own. */
  const watchEnd = (which: QemuMachine): void =>
    void which.ended.then((how) => {
      if (which === machine) tellEnd(how)
    })
  watchEnd(machine)
  const child: Child<VmIn, VmOut> = {
    pid: machine.pid,
    send: channel.send,
    onMessage: channel.onMessage,
    ended,
    kill: () => machine.kill(),
  }
  const boot = { sysctls: { ...guestSysctls, ...setting.guest.sysctls }, services: wanted.services }
  const guest = await bootGuest(name, child, boot, { ...setting, ...wanted.inGuest }, readyMs)

  const shows = async (wantedStatus: string): Promise<string> => {
    const { status } = await machine.qmp.execute<{ status: string }>('query-status')
    if (status !== wantedStatus) throw new Error(`asked QEMU for ${name} to be ${wantedStatus}, it shows ${status}`)
    return `QEMU shows: ${status}`
  }
  const lookAtClocks = (): void =>
    void channel.lookAtClocks().then((lag) => {
      if (lag !== undefined) say({ type: 'guest-clocks', atMs: clock.now(), vm: name, ...lag })
    })

  return {
    machine: () => machine,
    room: (file, plug) => start(file, plug, true),
    async become(next, { keep } = { keep: false }) {
      const before = machine
      machine = next
      watchEnd(next)
      channel.beUnsure()
      await channel.attach(next.channel)
      if (!keep) before.kill()
      const { status } = await next.qmp.execute<{ status: string }>('query-status')
      if (status === 'running') lookAtClocks()
    },
    async stop() {
      await machine.qmp.execute('stop')
      return shows('paused')
    },
    async go() {
      channel.beUnsure()
      await machine.qmp.execute('cont')
      const shown = await shows('running')
      lookAtClocks()
      return shown
    },
    announce: () => void machine.qmp.execute('announce-self', announcements).catch(() => {}),
    async writeMemory(load) {
      const died = ended.then((how): never => {
        throw new Error(`QEMU ${how}, as its guest's memory was being filled`)
      })
      await withDeadline(`filling the memory of ${name}`, readyMs, () =>
        Promise.race([channel.writeMemory(load), died]),
      )
    },
    startServices: guest.startServices,
    isThere: guest.isThere,
    lose: guest.lose,
  }
}
