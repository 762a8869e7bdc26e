/** The conversation with a VM's first process, the same in every engine. */
import { ask } from '../ask.js'
import type { Child } from '../child.js'
import type { ServiceToRun, VmIn, VmOut } from '../vm/messages.js'
import type { Setting, Vm } from './engine.js'

export interface Guest {
  startServices(): Promise<void>
  /** @throws Error when it does not answer: somebody keeps it from running */
  isThere(): Promise<void>
  /** Kills it, on purpose. */
  lose(): void
}

/** How long a machine may take to boot and its services to listen, all VMs of a large run starting at once. */
const readyMs = 60_000

/** How long it may take to answer, at the end of a run on a busy machine. */
const thereMs = 5000

/** @throws Error with the VM's last words when it ends or says nothing. */
export const bootGuest = async (
  name: string,
  child: Child<VmIn, VmOut>,
  boot: Pick<Extract<VmIn, { type: 'boot' }>, 'sysctls' | 'services'>,
  setting: Setting,
  withinMs = readyMs,
): Promise<Guest> => {
  let wanted = true
  /** Nobody waits for one whose services are not there yet. */
  let serves = false
  setting.undo.push(`end VM ${name}`, () => {
    wanted = false
    child.kill()
  })
  void child.ended.then((how) => {
    if (wanted) setting.say({ type: 'vm', atMs: setting.clock.now(), vm: name, state: 'gone', detail: how })
  })
  child.onMessage((message) => {
    if (message.type === 'hiccup' && serves) setting.say({ ...message, process: `vm ${name}` })
    if (message.type === 'service-ended') setting.say({ ...message, vm: name })
    if (message.type === 'connections-ended') setting.say({ ...message, vm: name })
    if (message.type === 'connection') setting.say({ ...message, type: 'service-connection', vm: name })
  })
  const { clock, scratch, output } = setting
  const about = { type: 'boot', name, originMs: clock.originMs, scratch, output } as const
  const { limits, sysctls } = await ask(`VM ${name}`, child, { ...about, ...boot }, 'booted', withinMs)
  setting.say({ type: 'vm-kernel', atMs: setting.clock.now(), vm: name, sysctls })
  // What somebody's own service may take is said by whoever knows it.
  const within = boot.services.map(({ command }) => command?.service.ready.within ?? 0)
  for (const text of limits) setting.say({ type: 'limit', atMs: setting.clock.now(), text: `VMs: ${text}` })
  return {
    async startServices() {
      await ask(`VM ${name}`, child, { type: 'start' }, 'ready', withinMs + Math.max(...within, 0))
      serves = true
    },
    async isThere() {
      await ask(`VM ${name}`, child, { type: 'there?' }, 'there', thereMs)
    },
    lose() {
      wanted = false
      child.kill()
    },
  }
}

/** Tells the run what has become of a VM. */
export const tellerOf =
  ({ clock, say }: Setting, vm: string): Vm['say'] =>
  (state, detail) =>
    say({ type: 'vm', atMs: clock.now(), vm, state, ...(detail === undefined ? {} : { detail }) })

/** Tells the run what it could not have. */
export const limitTo =
  ({ clock, say }: Pick<Setting, 'clock' | 'say'>) =>
  (text: string): void =>
    say({ type: 'limit', atMs: clock.now(), text })

/** As a machine that takes over serves it: whoever came by way of the old host is not there any more. */
export const withoutHost = ({ path: _, ...service }: ServiceToRun): ServiceToRun => service
