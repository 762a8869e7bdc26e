/** What a page must know before the first frame: which VMs there are, which hosts they are to see, whose sessions are whose. */
import type { Cell } from '../cell.js'
import type { EventOf } from '../history.js'
import { destinationOf, type HostName, hostNames, type Plan } from '../plan.js'
import { sessionName } from '../report/session-name.js'
import type { Head, HeadVm } from './format.js'

/** A plan of more phases is a series of migrations: its phases could not be told apart in a picture. */
const mostPhases = 200

export const headOf = ({ name, wallClock, engine, cells }: EventOf<'run-started'>): Head => {
  const firsts = new Map<string, Cell>()
  for (const cell of cells) if (!firsts.has(cell.vm)) firsts.set(cell.vm, cell)
  const indexes = new Map([...firsts.keys()].map((vm, index) => [vm, index]))
  return {
    name,
    wallClock,
    engine,
    vms: [...firsts.values()].map(headVm),
    sessions: cells.map((cell) => ({
      vm: indexes.get(cell.vm) ?? 0,
      name: sessionName(cell),
      profile: cell.profile,
    })),
  }
}

const headVm = ({ vm, preset, memoryMiB, vmNumber, control, plan }: Cell): HeadVm => ({
  name: vm,
  preset,
  memoryMiB,
  vmNumber,
  control,
  hosts: hostsOf(plan),
  phases:
    plan.phases.length > mostPhases
      ? []
      : plan.phases.map(({ kind, startMs, durationMs, wire }, index) => {
          const to = destinationOf(plan, index)
          return { kind, startMs, durationMs, wire, ...(to !== undefined && { to }) }
        }),
})

const hostsOf = (plan: Plan): HostName[] => {
  const seen = new Set<HostName | undefined>([
    'A',
    'B',
    plan.startsOn,
    ...plan.phases.map((_, index) => destinationOf(plan, index)),
  ])
  return hostNames.filter((host) => seen.has(host))
}
