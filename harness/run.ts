/**
 * The story of a run, top to bottom. It acts and tells; it judges nothing.
 *
 * 1. build the world
 * 2. start the VMs, wait until they say ready, and the client processes
 * 3. open the sessions
 * 4. let them talk for a while: the base line
 * 5. carry out every VM's plan, phase by phase, side by side
 * 6. let it settle: until every session has come back or given up
 * 7. ask each session, over its own socket, whether it lives, and compare its data
 * 8. take everything down, in reverse order
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cell, usedAfterMs } from '../src/cell.js'
import { groupBy } from '../src/group-by.js'
import type { HistoryEvent, SessionEvent } from '../src/history.js'
import { destinationOf, type Plan } from '../src/plan.js'
import type { ResolvedScenario } from '../src/scenario/scenario.js'
import { ask } from './ask.js'
import type { Child } from './child.js'
import type { ClientIn, ClientOut } from './client/messages.js'
import type { Clock } from './clock.js'
import type { Engine, Machinery, ServiceWanted, Size, Vm, World } from './engines/engine.js'
import { watchHiccups } from './hiccup.js'
import { phases } from './phases/index.js'
import type { Playing, PlayPhase } from './phases/phase.js'
import type { SessionWanted } from './sessions/program.js'
import { type UndoStack, withDeadline } from './undo.js'

export interface RunSetting {
  readonly scenario: ResolvedScenario
  readonly engine: Engine
  readonly clock: Clock
  readonly scratch: string
  readonly output: string
  readonly captures: string | undefined
  readonly undo: UndoStack
  readonly cgroups: string | undefined
  readonly machinery: Machinery | undefined
  readonly signal: AbortSignal
  say(event: HistoryEvent): void
}

/** How long opening all sessions may take; those that are not open then are told as such, and the run goes on. */
const openMs = 30_000
/** How long asking, comparing and closing may take. */
const finishMs = 60_000
/** How long the base line may be extended while the machine is still busy with starting: its clients' round-trip times must be true. */
const calmDownMs = 15_000
/** VMs start their migrations this far apart: two cores cannot freeze a dozen at the same instant. */
const apartMs = 50
/** How often a phase's sockets are looked at in between, and the shortest time from one look to the next. */
const looksPerPhase = 8
const shortestLookMs = 250
/** How long the stopping and cutting at the start of a phase may take. */
const longestActMs = 50
/** As `settleMs` of a scenario has it, on top of the longest silence. */
const slackMs = 30_000
/** After the last session has come back, they talk a little longer: who comes back and falls again did not come back. */
const calmMs = 1000

export const run = async (given: RunSetting): Promise<void> => {
  const { scenario, engine, clock, undo, signal } = given
  const sessions = sessionStates(scenario.cells)
  const say = (event: HistoryEvent): void => {
    sessions.hear(event)
    given.say(event)
  }
  const setting = { ...given, say }
  undo.push(
    'stop watching for hiccups',
    watchHiccups(clock, (atMs, tookMs) => say({ type: 'hiccup', process: 'controller', atMs, tookMs })),
  )

  const world = await engine.open({ ...setting, topology: scenario.topology, guest: scenario.guest })
  for (const text of engine.limits) say({ type: 'limit', atMs: clock.now(), text })

  const [vms, clients] = await Promise.all([bootVms(setting, world), bootClients(setting, world)])

  for (const { child, cells } of clients) {
    child.send({ type: 'open', sessions: cells.map((cell) => sessionOf(cell, vms)) })
  }
  await poll(signal, openMs, () => sessions.all((state) => state.opened || state.over))

  await pause(scenario.baselineMs, signal)
  // Programs that end by themselves, or cannot be started: nobody is there to see a migration.
  if (sessions.all((state) => state.over)) return
  await poll(signal, calmDownMs, () => clock.now() - sessions.lastHiccupMs() > calmMs)

  let longestMs = 0
  await Promise.all(
    [...vms.values()].map(async (vm, i) => {
      await pause(i * apartMs, signal)
      const startMs = clock.now()
      // What goes wrong with one VM says nothing about the others.
      await migrate(setting, vm)
        .then(() => {
          if (vm.move !== undefined) longestMs = Math.max(longestMs, clock.now() - startMs)
        })
        .catch((error: Error) => {
          // Of a run that is called off its end says enough.
          if (!signal.aborted) vm.say('gone', error.message)
        })
      await pause(usedAfterMs, signal)
      use(clients, (cell) => cell.vm === vm.name && !cell.control)
    }),
  )
  use(clients, ({ control }) => control)

  const migratedMs = clock.now()
  // What a hypervisor does itself may take longer than planned; clients then wait longer for their next retransmission.
  await poll(signal, longestMs > 0 ? Math.max(scenario.settleMs, longestMs + slackMs) : scenario.settleMs, () =>
    sessions.all((state) => state.over || (!state.endsByItself && state.lastDoneMs > migratedMs)),
  )
  await pause(calmMs, signal)

  if (signal.aborted) return
  await finish(clients)
  // One that never ran again has kept its sessions waiting, and could not say so.
  await Promise.all([...vms.values()].map((vm) => vm.isThere().catch(({ message }: Error) => vm.say('gone', message))))
}

const cellsByVm = (cells: readonly Cell[]): [string, Cell[]][] => [...groupBy(cells, (cell) => cell.vm)]

/** All cells of a VM share its migration. */
const planOf = ([cell]: readonly Cell[]): Plan => cell?.plan ?? { phases: [], outcome: 'here' }

const sizeOf = ([cell]: readonly Cell[]): Size => ({ memoryMiB: cell?.memoryMiB ?? 0, move: cell?.move })

const bootVms = async ({ scenario }: RunSetting, world: World): Promise<Map<string, Vm>> =>
  new Map(
    await Promise.all(
      cellsByVm(scenario.cells).map(async ([name, cells]): Promise<[string, Vm]> => {
        const vm = await world.boot(name, servicesFor(cells), planOf(cells), sizeOf(cells))
        vm.say('ready')
        return [name, vm]
      }),
    ),
  )

const servicesFor = (cells: readonly Cell[]): ServiceWanted[] =>
  [...groupBy(cells, (cell) => cell.session)].map(([kind, some]) => ({
    ...wantedOf(kind, some),
    onHost: some.some(({ endsOn }) => endsOn === 'host'),
  }))

/** All cells of a session have the same programs. */
const wantedOf = (kind: string, [cell]: readonly Cell[]): SessionWanted => ({
  kind,
  ...(cell?.command && { command: cell.command }),
})

interface ClientProcess {
  readonly child: Child<ClientIn, ClientOut>
  readonly cells: readonly Cell[]
  readonly finished: Promise<void>
}

/** One process per profile and kind: what breaks one kind of client leaves the others alone. */
const bootClients = async (setting: RunSetting, world: World): Promise<ClientProcess[]> => {
  const { scenario, clock, undo, scratch, output, say } = setting
  const byProfile = [...groupBy(scenario.cells, (cell) => cell.profile)]
  const processes = await Promise.all(
    byProfile.map(async ([profileName, cellsOfProfile]) => {
      const profile = scenario.profiles[profileName]
      if (profile === undefined) throw new Error(`scenario ${scenario.name} has no profile ${profileName}`)
      const machine = await world.client(profile)
      const sysctls = Object.fromEntries(Object.entries(profile.sysctls).map(([name, { value }]) => [name, value]))
      return Promise.all(
        [...groupBy(cellsOfProfile, (cell) => cell.session)].map(async ([kind, cells]): Promise<ClientProcess> => {
          const name = `client ${profileName} ${kind}`
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
          const boot = {
            type: 'boot',
            originMs: clock.originMs,
            ...wantedOf(kind, cells),
            scratch,
            output,
            sysctls: engineSysctls(setting, sysctls),
            timers: cells[0]?.timers ?? { counterpart: kind },
          } as const
          const { limits } = await ask(name, child, boot, 'booted', openMs)
          for (const text of limits) say({ type: 'limit', atMs: clock.now(), text: `Profile ${profileName}: ${text}` })
          return { child, cells, finished }
        }),
      )
    }),
  )
  return processes.flat()
}

/** Without a namespace of their own, clients must not touch the machine's settings. */
const engineSysctls = <Sysctls extends object>(
  { engine }: RunSetting,
  sysctls: Sysctls,
): Sysctls | Record<string, never> => (engine.wires.includes('drop') ? sysctls : {})

const sessionOf = (cell: Cell, vms: Map<string, Vm>) => {
  const at = vms.get(cell.vm)?.at(cell.session, cell.endsOn)
  if (at === undefined) throw new Error(`cell ${cell.id} has no VM`)
  return { cell: cell.id, ...at, shape: cell.shape, timers: cell.timers }
}

const migrate = async ({ scenario, clock, signal, say }: RunSetting, vm: Vm): Promise<void> => {
  const plan = scenario.cells.find((cell) => cell.vm === vm.name)?.plan
  if (plan === undefined || signal.aborted) return
  const startMs = clock.now()
  say({ type: 'migration-started', atMs: startMs, vm: vm.name, ...(vm.move && { real: true }) })
  if (vm.move !== undefined) {
    const looking = setInterval(vm.look, shortestLookMs)
    return vm.move(signal).finally(() => clearInterval(looking))
  }
  for (const [index, phase] of plan.phases.entries()) {
    await pause(startMs + phase.startMs - clock.now(), signal)
    // A run that is called off in mid-phase takes everything down; it does not begin another phase.
    if (signal.aborted) return
    say({ type: 'phase-started', atMs: clock.now(), vm: vm.name, index, phase })
    const lasted = (): Promise<void> => pause(phase.durationMs, signal)
    const to = destinationOf(plan, index)
    const playing = { vm, plan, phase, next: plan.phases[index + 1], to, clock, lasted, say }
    await lookedAt(playing, phases[phase.kind])
    if (signal.aborted) return
    say({ type: 'phase-ended', atMs: clock.now(), vm: vm.name, index, phase })
  }
}

/** Its sockets at its start and its end and a few times within it. */
const lookedAt = async (playing: Playing, play: PlayPhase): Promise<void> => {
  const { vm, phase } = playing
  // Not while the acts with which a phase begins are under way: they must be punctual.
  const actingMs = Math.min(longestActMs, phase.durationMs / 2)
  let looking = setTimeout(() => {
    vm.look()
    looking = setInterval(vm.look, Math.max(shortestLookMs, phase.durationMs / looksPerPhase))
  }, actingMs)
  await play(playing).finally(() => clearInterval(looking))
  vm.look()
}

/** Who was idle talks again, who listened says something. */
const use = (clients: readonly ClientProcess[], which: (cell: Cell) => boolean): void => {
  for (const { child, cells } of clients) child.send({ type: 'use', cells: cells.filter(which).map(({ id }) => id) })
}

const finish = async (clients: readonly ClientProcess[]): Promise<void> => {
  for (const { child } of clients) child.send({ type: 'finish' })
  await withDeadline('asking the sessions', finishMs, () => Promise.all(clients.map(({ finished }) => finished))).catch(
    () => {},
  )
}

/** What the run must know of each session to know when to go on. */
const sessionStates = (cells: readonly Cell[]) => {
  let hiccupMs = 0
  const states = new Map(cells.map((cell) => [cell.id, stateOf(cell)]))
  type State = typeof states extends Map<string, infer Value> ? Value : never
  return {
    lastHiccupMs: () => hiccupMs,
    all: (test: (state: State) => boolean) => [...states.values()].every(test),
    hear(event: HistoryEvent) {
      if (event.type === 'hiccup') hiccupMs = event.atMs
      if (event.type === 'client-lost') for (const id of event.cells) set(states.get(id), { over: true })
      // Nobody is there to come back to.
      if (event.type === 'vm' && event.state === 'gone')
        for (const { id, vm } of cells) if (vm === event.vm) set(states.get(id), { over: true })
      if (!('cell' in event)) return
      const state = states.get((event as SessionEvent).cell)
      if (event.type === 'connected' && state?.speaksByConnecting) set(state, { opened: true })
      if (event.type === 'gave-up' || event.type === 'ended') set(state, { over: true })
      // Connections that last for an instant may not be seen, what came of them is.
      if (event.type === 'exchanges') set(state, { opened: true, lastDoneMs: event.done.at(-1)?.[0] ?? 0 })
    },
  }
}

const stateOf = ({ command }: Cell) => ({
  opened: false,
  /** What somebody's own program does before it prints the first line that counts is not what it is there for. */
  speaksByConnecting: command?.client.exchange?.regex === undefined,
  /** No more will come of it. */
  over: false,
  endsByItself: command?.client.success !== undefined,
  lastDoneMs: 0,
})

const set = <State extends object>(state: State | undefined, change: Partial<State>): void => {
  if (state !== undefined) Object.assign(state, change)
}

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => {})
}

const poll = async (signal: AbortSignal, ms: number, done: () => boolean): Promise<void> => {
  const end = performance.now() + ms
  while (!done() && performance.now() < end && !signal.aborted) await pause(50, signal)
}
