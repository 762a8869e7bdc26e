/** A VM's process on its host, which clients reach on the host's address and which hands them into the VM; the same in every engine. */
import type { HostName } from '../../src/plan.js'
import { ask } from '../ask.js'
import type { Child } from '../child.js'
import type { HostIn, HostOut, Relay } from '../host/messages.js'
import type { Setting } from './engine.js'

export interface HostProcess {
  /** The VM has left this host: what ended there is over. */
  end(host: HostName): void
}

const readyMs = 60_000

/** @throws Error with its last words */
export const startRelays = async (
  vm: string,
  child: Child<HostIn, HostOut>,
  relays: readonly Relay[],
  { clock, say, undo }: Setting,
): Promise<HostProcess> => {
  let runs = true
  const kill = (): void => {
    runs = false
    child.kill()
  }
  undo.push(`end the process of VM ${vm} on its host`, kill)
  void child.ended.then((detail) => {
    if (runs) say({ type: 'vm', atMs: clock.now(), vm, state: 'gone', detail: `its process on the host ${detail}` })
  })
  await ask(`the process of VM ${vm} on its host`, child, { type: 'serve', relays }, 'ready', readyMs)
  return {
    end(host) {
      if (!runs) return
      kill()
      say({ type: 'relay-ended', atMs: clock.now(), vm, host: `host ${host}` })
    },
  }
}
