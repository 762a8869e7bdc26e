/** What the history says, sorted by VM and by cell: the judge's only view of it. */
import type { Cell } from '../cell.js'
import { groupBy } from '../group-by.js'
import type { EventOf, HistoryEvent } from '../history.js'
import { type Absence, absencesOf, apartFromFreeze } from './absence.js'
import { type CrowdFacts, gatherCrowds } from './crowd/members.js'
import { asSession, habitOf, type ProgramFacts } from './program.js'
import { gatherTraces, type Traces } from './traces.js'
import { type VmFacts, vmFacts } from './vm-facts.js'

export type { AchievedPhase, Span, VmFacts } from './vm-facts.js'

/** All times are on the run's clock, in ms. */
export interface CellFacts extends Traces, ProgramFacts {
  readonly cell: Cell
  readonly vm: VmFacts
  readonly connected: readonly EventOf<'connected'>[]
  /** [when it ended, how long it took] */
  readonly exchanges: readonly (readonly [number, number])[]
  readonly failures: readonly EventOf<'failed'>[]
  readonly reconnecting: readonly EventOf<'reconnecting'>[]
  readonly gaveUp: EventOf<'gave-up'> | undefined
  readonly asked: EventOf<'asked'> | undefined
  readonly audited: EventOf<'audited'> | undefined
  readonly auditFailed: EventOf<'audit-failed'> | undefined
  readonly clientLost: EventOf<'client-lost'> | undefined
  /** Of a crowd: of its sessions. What else is here is then of all of them. */
  readonly crowd?: CrowdFacts
  /** Times in which the host or the processes concerned did not run, earliest first; the VM's own freeze is not among them. */
  readonly absences: readonly Absence[]
}

export interface Facts {
  readonly run: EventOf<'run-started'>
  readonly ended: EventOf<'run-ended'> | undefined
  readonly lastMs: number
  readonly limits: readonly string[]
  readonly cells: readonly CellFacts[]
}

/** @throws Error when the history does not begin as one does. */
export const gatherFacts = (history: readonly HistoryEvent[]): Facts => {
  const [run] = history
  if (run?.type !== 'run-started') throw new Error('the history does not begin with «run-started»')
  const all = <Type extends HistoryEvent['type']>(type: Type): EventOf<Type>[] =>
    history.filter((event): event is EventOf<Type> => event.type === type)

  const ofVm = new Map(
    [...new Set(run.cells.map(({ vm }) => vm))].map((vm): [string, VmFacts] => [
      vm,
      vmFacts(history.filter((event) => 'vm' in event && event.vm === vm)),
    ]),
  )
  const ofCell = groupBy(history, (event) => ('cell' in event ? event.cell : undefined))
  const tracesOf = gatherTraces(history)
  const crowdOf = gatherCrowds(history)
  const absences = absencesOf(all('hiccup'))
  const lost = all('client-lost')
  const servicesEnded = all('service-ended')

  const cellFacts = (cell: Cell): CellFacts => {
    const events = ofCell.get(cell.id) ?? []
    const of = <Type extends HistoryEvent['type']>(type: Type): EventOf<Type>[] =>
      events.filter((event): event is EventOf<Type> => event.type === type)
    const vm = ofVm.get(cell.vm) ?? vmFacts([])
    const connected = of('connected')
    const concerned = new Set(['controller', `client ${cell.profile} ${cell.session}`, `vm ${cell.vm}`])
    const seen = {
      cell: asToday(cell),
      vm,
      connected,
      exchanges: of('exchanges').flatMap(({ done }) => done),
      ended: of('ended').at(-1),
      said: of('said'),
      watched: of('watched'),
      serviceEnded: servicesEnded.find((event) => event.vm === cell.vm && event.session === cell.session),
      hiddenMs: undefined,
      habit: undefined,
      failures: of('failed'),
      reconnecting: of('reconnecting'),
      gaveUp: of('gave-up').at(-1),
      asked: of('asked').at(-1),
      audited: of('audited').at(-1),
      auditFailed: of('audit-failed').at(-1),
      clientLost: lost.find(({ cells }) => cells.includes(cell.id)),
      ...tracesOf(
        cell,
        [...connected, ...of('failed')].sort((a, b) => a.atMs - b.atMs),
      ),
      absences: absences
        .filter(({ process }) => concerned.has(process))
        .flatMap((absence) => apartFromFreeze(absence, vm)),
      ...(cell.count !== undefined && { crowd: crowdOf(cell) }),
    }
    const { command } = cell
    if (command === undefined) return seen
    const habit = habitOf(command, seen.exchanges, vm.startedMs ?? Number.POSITIVE_INFINITY)
    return { ...seen, habit, ...asSession({ ...seen, habit }, command, run) }
  }
  return {
    run,
    ended: all('run-ended').at(-1),
    lastMs: history.at(-1)?.atMs ?? 0,
    limits: [...new Set(all('limit').map(({ text }) => text))],
    cells: run.cells.map(cellFacts),
  }
}

/** Old records have a list of verdicts where there may be more today. */
const asToday = (cell: Cell): Cell =>
  Array.isArray(cell.expected) ? { ...cell, expected: { verdicts: cell.expected } } : cell
