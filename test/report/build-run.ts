/** The events of a small run, for tests of what follows one: two sessions to a VM that is moved, one to a VM that is not. */
import type { Cell } from '../../src/cell.js'
import type { HistoryEvent, VmState } from '../../src/history.js'
import type { Phase, Plan } from '../../src/plan.js'

export const copying: Phase = {
  kind: 'brownout',
  startMs: 0,
  durationMs: 1000,
  wire: 'none',
  because: '100 MB copied while the VM runs',
}
export const blackout: Phase = {
  kind: 'blackout',
  startMs: 1000,
  durationMs: 8000,
  wire: 'drop',
  because: '8 s, for a test',
}

const cell = (vm: string, session: Cell['session'], plan: Plan): Cell => ({
  id: `${vm}/${session}`,
  vm,
  preset: vm,
  memoryMiB: 512,
  vmNumber: null,
  session,
  endsOn: 'guest',
  shape: 'talking',
  profile: 'linux',
  wire: 'drop',
  plan,
  timers: { counterpart: 'test' },
  control: vm === 'control',
})

export const moved: Plan = { phases: [copying, blackout], outcome: 'moved' }
export const unmoved: Plan = { phases: [], outcome: 'here' }

export const cells = [cell('moved', 'echo', moved), cell('moved', 'console', moved), cell('control', 'echo', unmoved)]

export const started: HistoryEvent = {
  type: 'run-started',
  atMs: 0,
  version: 1,
  wallClock: '2026-11-23T04:37:57.000Z',
  name: 'small',
  engine: 'netns',
  unaffectedBelowMs: 1000,
  baselineMs: 3000,
  environment: { outlive: '0.1.0', node: 'v20.20.2', kernel: '6.18 x64', cores: 2, user: 'root' },
  cells,
  profiles: {},
}

export const vm = (atMs: number, name: string, state: VmState): HistoryEvent => ({ type: 'vm', atMs, vm: name, state })

export const connected = (atMs: number, of: string): HistoryEvent => ({
  type: 'connected',
  atMs,
  cell: of,
  attempt: 1,
  localPort: 40_000,
  tookMs: 1,
})

export const exchanged = (atMs: number, of: string): HistoryEvent => ({
  type: 'exchanges',
  atMs,
  cell: of,
  done: [[atMs, 1]],
})

export const gaveUp = (atMs: number, of: string): HistoryEvent => ({
  type: 'gave-up',
  atMs,
  cell: of,
  because: 'ETIMEDOUT',
})

const migration = (startMs: number): HistoryEvent[] => {
  const at = { vm: 'moved' }
  return [
    { type: 'migration-started', atMs: startMs, vm: 'control' },
    { type: 'migration-started', atMs: startMs, ...at },
    { type: 'phase-started', atMs: startMs, ...at, index: 0, phase: copying },
    { type: 'phase-ended', atMs: startMs + 1000, ...at, index: 0, phase: copying },
    { type: 'phase-started', atMs: startMs + 1000, ...at, index: 1, phase: blackout },
    { type: 'phase-ended', atMs: startMs + 9000, ...at, index: 1, phase: blackout },
  ]
}

/** The control talks on while the other VM is moved. */
const meanwhile = [5000, 6000, 7000, 8000, 9000, 10_000, 11_000, 12_000].map((atMs) => exchanged(atMs, 'control/echo'))

/** All of it: up at 500, open at 700, moved from 4000 to 13000; one session is back at 17000, the other dies at 18000. */
export const wholeRun: readonly HistoryEvent[] = [
  started,
  vm(400, 'control', 'ready'),
  vm(500, 'moved', 'ready'),
  ...cells.map(({ id }) => connected(700, id)),
  ...cells.map(({ id }) => exchanged(3900, id)),
  ...[...migration(4000), ...meanwhile].sort((a, b) => a.atMs - b.atMs),
  exchanged(13_100, 'control/echo'),
  exchanged(16_900, 'control/echo'),
  exchanged(17_000, 'moved/echo'),
  gaveUp(18_000, 'moved/console'),
  { type: 'asked', atMs: 19_000, cell: 'moved/echo', alive: true, tookMs: 1 },
  { type: 'run-ended', atMs: 19_500, reason: 'finished' },
]
