/** The client processes of a run: one per profile and kind of session, since what breaks one kind of client leaves the others alone; of a crowd one per part. */
import { type Cell, crowdProcess } from '../src/cell.js'
import { groupBy } from '../src/group-by.js'
import type { Profile } from '../src/scenario/profile.js'
import { ask } from './ask.js'
import type { Child } from './child.js'
import type { ClientIn, ClientOut } from './client/messages.js'
import { type Part, partsOf } from './crowds.js'
import type { ClientMachine, Vm, World } from './engines/engine.js'
import type { RunSetting } from './run.js'
import { wantedOf } from './sessions/program.js'
import { withDeadline } from './undo.js'

export interface ClientProcess {
  readonly child: Child<ClientIn, ClientOut>
  readonly cells: readonly Cell[]
  readonly finished: Promise<void>
  /** Of a crowd; then `cells` has that alone. */
  readonly part?: Part & { readonly address: string }
}

/** How long a client process may take to start. */
const bootMs = 30_000
/** How long asking, comparing and closing may take; and for each session of a crowd on top. */
const finishMs = 60_000
const finishEachMs = 5
/** How long a busy process may take to notice that it is spoken to. */
const markMs = 10_000

const unseen =
  'Crowds: nobody looks at their sockets while they live, which would take more of the machine than the sessions do; causes rest on what clients saw and ' +
  'on the kernels’ last words. Of each session its longest waits are kept, not every exchange; and one session stands for each crowd to the VM that is not moved.'

export const bootClients = async (setting: RunSetting, world: World): Promise<ClientProcess[]> => {
  const { scenario } = setting
  const crowds = scenario.cells.filter(({ count }) => count !== undefined)
  const alone = scenario.cells.filter(({ count }) => count === undefined)
  if (crowds.length > 0) setting.say({ type: 'limit', atMs: setting.clock.now(), text: unseen })
  const profileOf = (name: string): Profile => {
    const profile = scenario.profiles[name]
    if (profile === undefined) throw new Error(`scenario ${scenario.name} has no profile ${name}`)
    return profile
  }
  const processes = await Promise.all([
    ...[...groupBy(alone, (cell) => cell.profile)].map(async ([name, cells]) => {
      const profile = profileOf(name)
      const machine = await world.client(profile, false)
      return Promise.all(
        [...groupBy(cells, (cell) => cell.session)].map(([kind, some]) =>
          startClient(setting, profile, machine, `client ${name} ${kind}`, some),
        ),
      )
    }),
    ...[...groupBy(crowds, ({ vm, session }) => `${vm} ${session}`).values()].flatMap(partsOf).map(async (part) => {
      const { cell } = part
      const profile = profileOf(cell.profile)
      const machine = await world.client(profile, true)
      const { address } = machine
      const process = await startClient(setting, profile, machine, crowdProcess(cell, part.part), [cell])
      return [{ ...process, part: { ...part, address } }]
    }),
  ])
  return processes.flat()
}

const startClient = async (
  setting: RunSetting,
  profile: Profile,
  machine: ClientMachine,
  name: string,
  cells: readonly Cell[],
): Promise<ClientProcess> => {
  const { clock, undo, scratch, output, say } = setting
  const kind = cells[0]?.session ?? ''
  const child = machine.start()
  let wanted = true
  undo.push(`end ${name}`, () => {
    wanted = false
    child.kill()
  })
  void child.ended.then((detail) => {
    if (wanted) say({ type: 'client-lost', atMs: clock.now(), cells: cells.map(({ id }) => id), detail })
  })
  const finished = new Promise<void>((resolve) => {
    void child.ended.then(() => resolve())
    child.onMessage((message) => {
      if (message.type === 'finished') resolve()
      if (message.type === 'event') say(message.event)
      if (message.type === 'hiccup') say({ ...message, process: name })
    })
  })
  const sysctls = Object.fromEntries(Object.entries(profile.sysctls).map(([name, { value }]) => [name, value]))
  const boot = {
    type: 'boot',
    originMs: clock.originMs,
    ...wantedOf(kind, cells),
    scratch,
    output,
    sysctls: engineSysctls(setting, sysctls),
    timers: cells[0]?.timers ?? { counterpart: kind },
  } as const
  const { limits } = await ask(name, child, boot, 'booted', bootMs)
  for (const text of limits) say({ type: 'limit', atMs: clock.now(), text: `Profile ${profile.name}: ${text}` })
  return { child, cells, finished }
}

/** Without a namespace of their own, clients must not touch the machine's settings. */
const engineSysctls = <Sysctls extends object>(
  { engine }: RunSetting,
  sysctls: Sysctls,
): Sysctls | Record<string, never> => (engine.wires.includes('drop') ? sysctls : {})

export const openSessions = (clients: readonly ClientProcess[], vms: ReadonlyMap<string, Vm>): void => {
  for (const { child, cells, part } of clients) {
    const sessions = cells.map((cell) => sessionOf(cell, vms, part?.inVm))
    const [cell] = cells
    const [session] = sessions
    if (part === undefined) child.send({ type: 'open', sessions })
    else if (session !== undefined) {
      const { count: of = 0, paceMs = 0 } = cell ?? {}
      const { first, count, address } = part
      child.send({ type: 'open-crowd', crowd: { ...session, part: part.part, first, count, address, of, paceMs } })
    }
  }
}

const sessionOf = (cell: Cell, vms: ReadonlyMap<string, Vm>, part: number | undefined) => {
  const at = vms.get(cell.vm)?.at(cell.session, cell.endsOn, part)
  if (at === undefined) throw new Error(`cell ${cell.id} has no VM`)
  return { cell: cell.id, ...at, shape: cell.shape, timers: cell.timers }
}

/** Tells crowds that the migration is about to begin, and waits until they know. */
export const mark = async (clients: readonly ClientProcess[]): Promise<void> => {
  const crowds = clients.filter(({ part }) => part !== undefined)
  await Promise.all(
    crowds.map(({ child }) => ask('a crowd', child, { type: 'mark' }, 'marked', markMs).catch(() => {})),
  )
}

/** Who was idle talks again, who listened says something. */
export const use = (clients: readonly ClientProcess[], which: (cell: Cell) => boolean): void => {
  for (const { child, cells } of clients) child.send({ type: 'use', cells: cells.filter(which).map(({ id }) => id) })
}

/** Of each session the next exchange that is done is told at once: the run waits for it. */
export const tellNext = (clients: readonly ClientProcess[]): void => {
  for (const { child } of clients) child.send({ type: 'tell-next' })
}

export const finish = async (clients: readonly ClientProcess[]): Promise<void> => {
  const crowded = clients.reduce((sum, { part }) => sum + (part?.count ?? 0), 0)
  for (const { child } of clients) child.send({ type: 'finish' })
  await withDeadline('asking the sessions', finishMs + finishEachMs * crowded, () =>
    Promise.all(clients.map(({ finished }) => finished)),
  ).catch(() => {})
}
