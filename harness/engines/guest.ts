/** The conversation with a VM's first process, the same in every engine. */
import type { Child } from '../child.js'
import { withDeadline } from '../undo.js'
import type { VmIn, VmOut } from '../vm/messages.js'
import type { Setting, Vm } from './engine.js'

export interface Guest {
  startServices(): Promise<void>
  /** Kills it, on purpose. */
  lose(): void
}

/** How long a machine may take to boot and its services to listen, all VMs of a large run starting at once. */
const readyMs = 60_000

/** @throws Error with the VM's last words when it ends or says nothing. */
export const bootGuest = async (
  name: string,
  child: Child<VmIn, VmOut>,
  boot: Omit<Extract<VmIn, { type: 'boot' }>, 'type'>,
  setting: Setting,
): Promise<Guest> => {
  let wanted = true
  setting.undo.push(`end VM ${name}`, () => {
    wanted = false
    child.kill()
  })
  const answers = new Map<VmOut['type'], (message: VmOut) => void>()
  const failed = new Promise<never>((_, reject) => {
    answers.set('failed', (message) => reject(new Error(`VM ${name}: ${'message' in message ? message.message : ''}`)))
    void child.ended.then((how) => {
      if (wanted) setting.say({ type: 'vm', atMs: setting.clock.now(), vm: name, state: 'gone', detail: how })
      reject(new Error(`VM ${name} ${how}`))
    })
  })
  failed.catch(() => {})
  child.onMessage((message) => {
    if (message.type === 'hiccup') {
      setting.say({ type: 'hiccup', atMs: message.atMs, process: `vm ${name}`, tookMs: message.tookMs })
    } else answers.get(message.type)?.(message)
  })
  const answer = <Type extends VmOut['type']>(type: Type, message: VmIn): Promise<Extract<VmOut, { type: Type }>> =>
    withDeadline(`VM ${name} ${type}`, readyMs, () => {
      const answered = new Promise<VmOut>((resolve) => answers.set(type, resolve))
      child.send(message)
      return Promise.race([answered as Promise<Extract<VmOut, { type: Type }>>, failed])
    })

  const { limits } = await answer('booted', { type: 'boot', ...boot })
  for (const text of limits) setting.say({ type: 'limit', atMs: setting.clock.now(), text: `VMs: ${text}` })
  return {
    async startServices() {
      await answer('ready', { type: 'start' })
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
