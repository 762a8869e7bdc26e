/** How a crowd is shared out: one process holds only so many open files, so each part has a client machine and a process of its own, and one in the VM. */
import type { Cell } from '../src/cell.js'
import type { Usage } from '../src/crowd-event.js'
import type { HistoryEvent } from '../src/history.js'
import type { ClientProcess } from './clients.js'
import type { Clock } from './clock.js'
import type { Vm } from './engines/engine.js'
import { mostOpenFiles } from './open-files.js'
import { usageOf } from './usage.js'

export interface Part {
  /** Of its crowd, from 0 on. */
  readonly part: number
  /** Number of its first session in the crowd. */
  readonly first: number
  readonly count: number
  /** Of all parts of crowds of this kind in its VM, from 0 on. */
  readonly inVm: number
}

/** What a process has open besides its sessions. */
const otherFiles = 200
/**
 * With 17,000 in a process, a hundred thousand took twice as long to open (`docs/size.md`). And a client machine has 28,000 ports for
 * one service (net.ipv4.ip_local_port_range), near whose end the kernel searches long for a free one.
 */
const mostSessions = 10_000

const mostInPart = (): number => Math.min(mostOpenFiles() - otherFiles, mostSessions)

/** All parts of the crowds among cells of one kind to one VM, in order. */
export const partsOf = (cells: readonly Cell[]): readonly (Part & { readonly cell: Cell })[] => {
  const most = mostInPart()
  return cells
    .flatMap((cell) => {
      const { count = 0 } = cell
      const parts = Math.ceil(count / most)
      const each = Math.ceil(count / parts)
      return Array.from({ length: parts }, (_, part) => {
        const first = part * each
        return { cell, part, first, count: Math.min(each, count - first) }
      })
    })
    .map((part, inVm) => ({ ...part, inVm }))
}

/** Tells what the processes of each crowd take: those of its clients, and its VM's. */
export const measureCrowds = (
  { clock, say }: { readonly clock: Clock; say(event: HistoryEvent): void },
  clients: readonly ClientProcess[],
  vms: ReadonlyMap<string, Vm>,
  when: 'empty' | 'open' | 'over',
): void => {
  const crowds = new Set(clients.flatMap(({ part, cells }) => (part === undefined ? [] : cells)))
  for (const cell of crowds) {
    const mine = clients.filter(({ part, cells }) => part !== undefined && cells.includes(cell))
    const services: Usage = usageOf(vms.get(cell.vm)?.processes?.() ?? [])
    say({
      type: 'crowd-measured',
      crowd: cell.id,
      atMs: clock.now(),
      when,
      clients: usageOf(mine.map(({ child }) => child.pid)),
      services,
    })
  }
}
