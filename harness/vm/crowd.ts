/** Parts of crowds in a VM: one process holds only so many connections. Each is a process like the VM's first, which passes on what it says. */
import { fileURLToPath } from 'node:url'
import type { EventOf } from '../../src/history.js'
import type { Clock } from '../clock.js'
import type { SeenConnection } from '../sessions/kind.js'
import type { ServiceToRun, VmIn, VmOut } from './messages.js'

type Ended = EventOf<'connections-ended'>['ended']

const program = fileURLToPath(new URL('main.js', import.meta.url))
const readyMs = 30_000

/** Resolves when it listens. */
export const startPart = async (
  machine: Extract<VmIn, { type: 'boot' }>,
  service: ServiceToRun,
  say: (message: VmOut) => void,
): Promise<void> => {
  // A VM without crowds starts without them.
  const [{ ask }, { startChild }] = await Promise.all([import('../ask.js'), import('../child.js')])
  const who = `part ${service.port} of ${service.kind}`
  const child = startChild<VmIn, VmOut>([process.execPath, program])
  child.onMessage((message) => {
    if (message.type === 'hiccup' || message.type === 'connections-ended') say(message)
  })
  // A VM that has lost a part of itself has ended; its last words say why.
  void child.ended.then((detail) => {
    process.stderr.write(`${who} ${detail}\n`, () => process.exit(1))
  })
  const { parts: _, ...alone } = service
  const boot = { ...machine, sysctls: {}, services: [{ ...alone, isPart: true }] }
  await ask(who, child, boot, 'booted', readyMs)
  await ask(who, child, { type: 'start' }, 'ready', readyMs)
}

const tellEveryMs = 500

/** Where thousands end within a moment they are told together. */
export const tellOfMany = (tell: (ended: Ended) => void, clock: Clock): ((connection: SeenConnection) => void) => {
  let ended: Ended[number][] = []
  const flush = (): void => {
    tell(ended)
    ended = []
  }
  return ({ peer, event, by, error }) => {
    if (event !== 'ended' || by === 'client') return
    if (ended.length === 0) setTimeout(flush, tellEveryMs)
    ended.push([peer, clock.now(), error === undefined ? 'service' : (error.code ?? error.message)])
  }
}
