/** What is played while it is attacked: seconds long, and together with each process that a run can have. */
import { fileURLToPath } from 'node:url'
import type { Verdict } from '../../src/cell.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'

const cwd = fileURLToPath(new URL('../real/fixtures/programs', import.meta.url))

const own = {
  name: 'own',
  service: { command: 'exec perl forking.pl', ready: { port: 7101 }, cwd },
  client: { command: 'perl ping.pl 7101 anew', cwd, exchange: { regex: '^answer' } },
}

const move = { name: 'quick-migration', as: 'move', with: { handOverMs: 1500 } }
const common = { memory: ['1 MiB'], profiles: ['linux'], baseline: '1 s' }

/** One VM is moved, one is lost, one stays. */
export const ground: ScenarioDocument = {
  ...common,
  name: 'ground',
  presets: [
    move,
    {
      name: 'mscs-failover',
      as: 'failover',
      with: { heartbeatMs: 900, missedHeartbeats: 1, takeOverMs: 100, serviceStartMs: 500 },
    },
  ],
  sessions: ['echo', own],
}

/** With what only some runs have: consoles that end on the host, and queues that hold packets. */
export const groundWithQueues: ScenarioDocument = {
  ...common,
  name: 'ground-with-queues',
  presets: [move],
  wire: 'hold',
  sessions: ['console', { name: 'console', endsOn: 'host' }],
}

/** A real guest that is suspended: for `--engine qemu`. */
export const groundOfGuests: ScenarioDocument = {
  ...common,
  name: 'ground-of-guests',
  memory: ['256 MiB'],
  presets: [{ name: 'pause', as: 'guest', with: { stunMs: 2500 } }],
  sessions: ['echo'],
}

/** What its sessions come to then, each time. */
export const rightVerdicts: Readonly<Record<string, Verdict>> = {
  'move/1MiB/echo/talking': 'stalled',
  'move/1MiB/echo/listening': 'stalled',
  'move/1MiB/echo/idle': 'unaffected',
  'move/1MiB/own/talking': 'stalled',
  'failover/1MiB/echo/talking': 'died',
  'failover/1MiB/echo/listening': 'died',
  'failover/1MiB/echo/idle': 'died',
  'failover/1MiB/own/talking': 'reconnected',
  'move/1MiB/console/talking': 'stalled',
  'move/1MiB/console@host/talking': 'died',
  'guest/256MiB/echo/talking': 'stalled',
}
