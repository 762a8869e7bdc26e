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
import type { HistoryEvent } from '../src/history.js'
import { destinationOf, type Plan } from '../src/plan.js'
import type { ResolvedScenario } from '../src/scenario/scenario.js'
import { bootClients, finish, mark, openSessions, tellNext, use } from './clients.js'
import type { Clock } from './clock.js'
import { measureCrowds, partsOf } from './crowds.js'
import type { Engine, Machinery, ServiceWanted, Size, Vm, World } from './engines/engine.js'
import { watchHiccups } from './hiccup.js'
import { phases } from './phases/index.js'
import type { Playing, PlayPhase } from './phases/phase.js'
import { sessionStates } from './session-states.js'
import { wantedOf } from './sessions/program.js'
import type { UndoStack } from './undo.js'

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

/** How long opening all sessions may take, and each of a crowd on top; those that are not open then are told as such, and the run goes on. */
const openMs = 30_000
const openEachMs = 5
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

  const measure = (when: 'empty' | 'open' | 'over') => measureCrowds(setting, clients, vms, when)
  measure('empty')
  openSessions(clients, vms)
  await poll(signal, openMs + openEachMs * crowded(scenario.cells), () =>
    sessions.all((state) => state.opened || state.over),
  )

  // Whoever exchanges something every ten seconds must have done so.
  const paceMs = Math.max(0, ...scenario.cells.map(({ paceMs = 0 }) => paceMs))
  await pause(Math.max(scenario.baselineMs, paceMs), signal)
  // Programs that end by themselves, or cannot be started: nobody is there to see a migration.
  if (sessions.all((state) => state.over)) return
  await poll(signal, calmDownMs, () => clock.now() - sessions.lastHiccupMs() > calmMs)

  measure('open')
  await mark(clients)
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
      const isQuietOne = (cell: Cell): boolean => cell.vm === vm.name && !cell.control && isQuiet(cell)
      if (!scenario.cells.some(isQuietOne)) return
      await pause(usedAfterMs, signal)
      use(clients, isQuietOne)
    }),
  )
  use(clients, (cell) => cell.control && isQuiet(cell))

  const migratedMs = clock.now()
  tellNext(clients)
  // What a hypervisor does itself may take longer than planned; clients then wait longer for their next retransmission.
  const settleMs = longestMs > 0 ? Math.max(scenario.settleMs, longestMs + slackMs) : scenario.settleMs
  await poll(signal, paceMs + settleMs, () =>
    sessions.all((state) => state.over || (!state.endsByItself && state.lastDoneMs > migratedMs)),
  )
  await pause(calmMs, signal)

  if (signal.aborted) return
  measure('over')
  world.ending?.()
  await finish(clients)
  // One that never ran again has kept its sessions waiting, and could not say so.
  await Promise.all([...vms.values()].map((vm) => vm.isThere().catch(({ message }: Error) => vm.say('gone', message))))
}

/** Whether it may have nothing to say for long. */
const isQuiet = ({ shape }: Cell): boolean => shape !== 'talking'

/** How many sessions there are in crowds. */
const crowded = (cells: readonly Cell[]): number => cells.reduce((sum, { count = 0 }) => sum + count, 0)

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
    parts: partsOf(some).length,
  }))

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

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => {})
}

const poll = async (signal: AbortSignal, ms: number, done: () => boolean): Promise<void> => {
  const end = performance.now() + ms
  while (!done() && performance.now() < end && !signal.aborted) await pause(50, signal)
}
