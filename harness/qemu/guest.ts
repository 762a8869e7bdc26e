/** A guest that runs: its QEMU, the conversation with its first process, and its services. */
import type { Child } from '../child.js'
import type { Machinery, Setting } from '../engines/engine.js'
import { bootGuest } from '../engines/guest.js'
import type { Lan, Plug } from '../netns/lan.js'
import type { Sysctls } from '../sysctls.js'
import type { ServiceToRun, VmIn, VmOut } from '../vm/messages.js'
import { type Channel, openChannel } from './channel.js'
import { startMachine } from './machine.js'

export interface Running {
  readonly plug: Plug
  /** Stops its processors; resolves with what QEMU shows. */
  stop(): Promise<string>
  /** Lets them go on. */
  go(): Promise<string>
  /** Has QEMU send what it sends after a migration, and the guest what it sends itself. */
  announce(): void
  startServices(): Promise<void>
  /** Kills it, on purpose. */
  lose(): void
  look(): void
}

interface GuestWanted {
  readonly setting: Setting
  readonly machinery: Machinery
  readonly lan: Lan
  /** The VM's. */
  readonly name: string
  /** Unique among QEMUs of the run. */
  readonly file: string
  readonly plug: Plug
  readonly services: readonly ServiceToRun[]
  readonly inGuest: Pick<Setting, 'scratch' | 'output'>
}

const guestSysctls: Sysctls = {
  'net.ipv6.conf.all.disable_ipv6': 1,
  'net.ipv4.conf.eth0.arp_notify': 1,
}

/** QEMU's own defaults (qapi/migration.json): five announcements, 50, 150, 250 … ms apart. */
const announcing = { initial: 50, max: 550, rounds: 5, step: 100 }

/** What a guest has at the least: its kernel, Node and the services. */
export const leastMemoryMiB = 256

/** @throws Error when it does not boot, with its last words */
export const startGuest = async (wanted: GuestWanted): Promise<Running> => {
  const { setting, machinery, name, file, plug, lan } = wanted
  const { scratch, undo, clock, say } = setting
  const common = { ...machinery, memoryMiB: leastMemoryMiB, routeToClients: lan.routeToClients, scratch }
  const machine = await startMachine({ ...common, name: file, plug })
  undo.push(`end QEMU of ${name}`, () => machine.kill())
  const channel = openChannel()
  await channel.attach(machine.channel)
  const boot = { sysctls: { ...guestSysctls, ...setting.guest.sysctls }, services: wanted.services }
  const child = childOf(machine, channel)
  const guest = await bootGuest(name, child, boot, { ...setting, ...wanted.inGuest })

  const status = async (): Promise<string> => {
    const { status } = await machine.qmp.execute<{ status: string }>('query-status')
    return status
  }
  return {
    plug,
    async stop() {
      await machine.qmp.execute('stop')
      const shown = await status()
      if (shown !== 'paused') throw new Error(`asked QEMU to stop ${name}, it shows ${shown}`)
      return 'QEMU shows: paused'
    },
    async go() {
      await machine.qmp.execute('cont')
      const shown = await status()
      if (shown !== 'running') throw new Error(`asked QEMU to let ${name} go on, it shows ${shown}`)
      void channel.lookAtClocks().then((lag) => {
        if (lag !== undefined) say({ type: 'guest-clocks', atMs: clock.now(), vm: name, ...lag })
      })
      return 'QEMU shows: running'
    },
    announce: () => void machine.qmp.execute('announce-self', announcing).catch(() => {}),
    startServices: guest.startServices,
    lose: guest.lose,
    look: () => {},
  }
}

const childOf = (machine: Awaited<ReturnType<typeof startMachine>>, channel: Channel): Child<VmIn, VmOut> => ({
  pid: machine.pid,
  send: channel.send,
  onMessage: channel.onMessage,
  ended: machine.ended,
  kill: machine.kill,
})
