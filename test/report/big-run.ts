/** A run of as many sessions as are asked for, eight to a VM: half died of their kernel's patience, half stalled. Seen as densely as a real one. */
import type { Cell } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import type { Report } from '../../src/result.js'
import {
  blackoutOf,
  blackoutPlayed,
  cellOf,
  connected,
  endOf,
  exchanges,
  failed,
  gaveUp,
  runEnded,
  runStarted,
  slowExchange,
  startMs,
} from '../judge/history-of.js'

const sessions = ['file-copy', 'console', 'database', 'echo'] as const
const profiles = ['windows-2008', 'linux'] as const
const presets = ['quick-migration', 'virtual-server-2005', 'mscs-failover', 'vcb-snapshot', 'kvm'] as const
const silentMs = 17_200

export const bigRun = (count: number, name?: (index: number) => string): readonly HistoryEvent[] => {
  const cells = Array.from({ length: count }, (_, index) => cellAt(index, name?.(index)))
  const vms = [...new Map(cells.map((cell) => [cell.vm, cell])).values()]
  return [
    started(cells),
    ...cells.map((cell, index) => ({ ...connected(cell, 100), localPort: portOf(index) })),
    ...cells.map((cell) => exchanges(cell, 200, startMs)),
    ...vms.flatMap((cell) => blackoutPlayed(cell, startMs, startMs + silentMs)),
    ...cells.flatMap((cell, index) => (index % 2 === 0 ? dies(cell, portOf(index)) : stalls(cell))),
    runEnded,
  ]
}

/** What the judge says of such a run, predictions included, which take a hundredth of a second a session: the first VM's are everybody's. */
export const bigReport = (count: number, name?: (index: number) => string): Report => {
  const judged = judge(bigRun(8))
  return {
    ...judged,
    cells: Array.from({ length: count }, (_, index) => {
      const { id, preset, memoryMiB, session, profile } = cellAt(index, name?.(index))
      const like = judged.cells[index % 8]
      if (like === undefined) throw new Error('eight sessions were judged')
      return { ...like, id, preset, memoryMiB, session, profile }
    }),
  }
}

const portOf = (index: number): number => 20_000 + index

const started = (cells: readonly Cell[]): HistoryEvent => {
  const run = runStarted(cells)
  if (run.type !== 'run-started') throw new Error('a run starts with run-started')
  return {
    ...run,
    profiles: Object.fromEntries(profiles.flatMap((name) => (run.profiles.linux ? [[name, run.profiles.linux]] : []))),
  }
}

const cellAt = (index: number, name: string | undefined): Cell => {
  const vm = Math.floor(index / 8)
  const preset = presets[vm % presets.length] ?? 'kvm'
  const memoryMiB = 512 * (1 + Math.floor(vm / presets.length))
  const session = name ?? sessions[(index >> 1) % sessions.length] ?? 'echo'
  const profile = profiles[index % 2] ?? 'linux'
  return cellOf(
    { phases: [blackoutOf(silentMs)], outcome: 'moved' },
    {
      id: `${preset}/${memoryMiB}MiB/${session}/talking/${profile}`,
      vm: `${preset}-${memoryMiB}`,
      preset,
      memoryMiB,
      session,
      profile,
    },
  )
}

const dies = (cell: Cell, port: number): HistoryEvent[] => [
  ...[608, 1216, 2432, 4864, 9728].map(
    (rto, index): HistoryEvent => ({
      type: 'sockets-sampled',
      atMs: startMs + rto + 50,
      profile: cell.profile,
      sockets: [
        {
          localPort: port,
          peer: '10.79.0.11:7000',
          state: 'ESTAB',
          timer: `on,${rto}ms,${index + 1}`,
          info: {
            retrans: `1/${index + 1}`,
            backoff: `${index + 1}`,
            rto: `${rto}`,
            lastsnd: '64',
            lastrcv: '9936',
            unacked: '1',
          },
        },
      ],
    }),
  ),
  failed(cell, startMs, startMs + 19_800, 'ETIMEDOUT'),
  {
    type: 'socket-destroyed',
    atMs: startMs + 19_800,
    profile: cell.profile,
    localPort: port,
    info: { retrans: '1/5', rto: '9728', lastsnd: '9984', rtt: '0.2/0.1' },
  },
  gaveUp(cell, startMs + 19_800),
  ...endOf(cell, false),
]

const stalls = (cell: Cell): HistoryEvent[] => [
  slowExchange(cell, startMs, startMs + 26_700),
  exchanges(cell, startMs + 26_700, startMs + 28_000),
  ...endOf(cell, true),
]
