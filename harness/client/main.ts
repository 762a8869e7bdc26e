/** A client process: holds all sessions of one kind, or of one pair of programs, from one client machine. */
import { clockFrom } from '../clock.js'
import { watchHiccups } from '../hiccup.js'
import { programOf } from '../sessions/program.js'
import { setSysctls } from '../sysctls.js'
import type { HeldCrowd } from './crowd.js'
import type { ClientIn, ClientOut } from './messages.js'
import type { HeldSession } from './session.js'
import { optionsOf, trySocketOptions } from './socket-options.js'

const say = (message: ClientOut): void => void process.send?.(message)

let boot: Extract<ClientIn, { type: 'boot' }>
let held = new Map<string, HeldSession>()
let crowd: HeldCrowd | undefined

const acts = {
  async boot(message: Extract<ClientIn, { type: 'boot' }>) {
    boot = message
    await trySocketOptions(optionsOf(message.timers))
    const limits = setSysctls(message.sysctls)
    watchHiccups(clockFrom(message.originMs), (atMs, tookMs) => say({ type: 'hiccup', atMs, tookMs }))
    await programOf(message)
    say({ type: 'booted', limits })
  },

  async open({ sessions }: Extract<ClientIn, { type: 'open' }>) {
    const program = await programOf(boot)
    const around = { ...boot, clock: clockFrom(boot.originMs) }
    held = new Map(
      sessions.map((session) => [
        session.cell,
        program.hold(session, around, (event) => say({ type: 'event', event: { cell: session.cell, ...event } })),
      ]),
    )
  },

  async 'open-crowd'({ crowd: part }: Extract<ClientIn, { type: 'open-crowd' }>) {
    const { holdCrowd } = await import('./crowd.js')
    const around = { ...boot, clock: clockFrom(boot.originMs) }
    crowd = holdCrowd(part, await programOf(boot), around, (event) => say({ type: 'event', event }))
    held = new Map([[part.cell, crowd]])
  },

  async mark() {
    crowd?.mark()
    say({ type: 'marked' })
  },

  async use({ cells }: Extract<ClientIn, { type: 'use' }>) {
    for (const cell of cells) held.get(cell)?.use()
  },

  async 'tell-next'() {
    for (const session of held.values()) session.tellNext()
  },

  async finish() {
    await Promise.all([...held.values()].map((session) => session.finish()))
    say({ type: 'finished' })
  },
}

process.on('message', (message: ClientIn) => {
  const act = acts[message.type](message as never)
  if (message.type === 'boot') act.catch(({ message }: Error) => say({ type: 'failed', message }))
})
// Without its run a client has no reason to be.
process.on('disconnect', () => process.exit())
