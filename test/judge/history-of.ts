/** Builds histories for the judge's tests: one VM, one session, told in the order in which things happen. */
import type { Cell } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import type { Phase, Plan } from '../../src/plan.js'
import type { Profile } from '../../src/scenario/profile.js'

/** The migration of every history here starts at this time on the run's clock. */
export const startMs = 10_000

export const blackoutOf = (durationMs: number, wire: Phase['wire'] = 'drop'): Phase => ({
  kind: 'blackout',
  startMs: 0,
  durationMs,
  wire,
  because: 'the test says so',
})

export const cellOf = (plan: Plan, changes: Partial<Cell> = {}): Cell => ({
  id: 'quick-migration/1024MiB/echo/talking/linux',
  vm: 'quick-migration-1024MiB',
  preset: 'quick-migration',
  memoryMiB: 1024,
  vmNumber: null,
  session: 'echo',
  endsOn: 'guest',
  shape: 'talking',
  profile: 'linux',
  wire: plan.phases[0]?.wire ?? 'none',
  plan,
  timers: { counterpart: 'a test' },
  control: false,
  ...changes,
})

const profileWith = (retries2: number): Profile => ({
  name: 'linux',
  summary: 'for tests',
  sysctls: {
    'net.ipv4.tcp_retries2': { value: retries2, source: 'the test', status: 'measured' },
    'net.ipv4.tcp_rto_min_us': { value: 300_000, source: 'the test', status: 'measured' },
    'net.ipv4.tcp_early_retrans': { value: 0, source: 'the test', status: 'measured' },
  },
  limits: [],
  sessions: {},
})

/** @param retries2 of the client machine */
export const runStarted = (cells: readonly Cell[], retries2 = 5): HistoryEvent => ({
  type: 'run-started',
  atMs: 0,
  version: 1,
  wallClock: '2026-01-01T00:00:00.000Z',
  name: 'test',
  engine: 'netns',
  unaffectedBelowMs: 1000,
  baselineMs: 3000,
  environment: { outlive: '0', node: 'v20', kernel: '6', cores: 2, user: 'user namespace' },
  cells,
  profiles: { linux: profileWith(retries2) },
})

export const runEnded: HistoryEvent = { type: 'run-ended', atMs: 90_000, reason: 'finished' }

/** Exchanges of 1 ms every 100 ms, ending in the given span. */
export const exchanges = (cell: Cell, fromMs: number, toMs: number): HistoryEvent => ({
  type: 'exchanges',
  cell: cell.id,
  atMs: toMs,
  done: Array.from({ length: Math.floor((toMs - fromMs) / 100) }, (_, i) => [fromMs + (i + 1) * 100, 1] as const),
})

export const slowExchange = (cell: Cell, fromMs: number, toMs: number): HistoryEvent => ({
  type: 'exchanges',
  cell: cell.id,
  atMs: toMs,
  done: [[toMs, toMs - fromMs]],
})

export const connected = (cell: Cell, atMs: number, attempt = 1): HistoryEvent => ({
  type: 'connected',
  cell: cell.id,
  atMs,
  attempt,
  localPort: 40_000 + attempt,
  tookMs: 1,
})

/** What a blackout leaves in the history when it is achieved as given. */
export const blackoutPlayed = (cell: Cell, fromMs: number, toMs: number): HistoryEvent[] => {
  const { vm, plan } = cell
  const phase = plan.phases[0] as Phase
  const act = (name: 'cut' | 'stopped' | 'plugged' | 'continued', atMs: number): HistoryEvent => ({
    type: 'freeze',
    vm,
    atMs,
    act: name,
    askedMs: atMs,
    evidence: '',
  })
  return [
    { type: 'migration-started', atMs: startMs, vm },
    { type: 'phase-started', atMs: fromMs, vm, index: 0, phase },
    act('cut', fromMs),
    act('stopped', fromMs),
    act('plugged', toMs),
    act('continued', toMs),
    { type: 'phase-ended', atMs: toMs, vm, index: 0, phase },
  ]
}

export const failed = (
  cell: Cell,
  startedMs: number,
  atMs: number,
  code: string,
  more: Partial<Extract<HistoryEvent, { type: 'failed' }>> = {},
): HistoryEvent => ({
  type: 'failed',
  cell: cell.id,
  atMs,
  during: 'exchange',
  startedMs,
  error: { code, message: `read ${code}` },
  ...more,
})

export const gaveUp = (cell: Cell, atMs: number): HistoryEvent => ({
  type: 'gave-up',
  cell: cell.id,
  atMs,
  because: 'the test',
})

/** The end of every run: asked, compared, over. */
export const endOf = (
  cell: Cell,
  alive: boolean,
  damage: Partial<Record<'lost' | 'duplicated' | 'corrupted', number>> = {},
): HistoryEvent[] => [
  { type: 'asked', cell: cell.id, atMs: 80_000, alive, tookMs: 1 },
  { type: 'audited', cell: cell.id, atMs: 80_001, acknowledged: 100, lost: 0, duplicated: 0, corrupted: 0, ...damage },
]
