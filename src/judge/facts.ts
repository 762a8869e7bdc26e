/** What the history says, sorted by VM and by cell: the judge's only view of it. */
import type { Cell } from '../cell.js'
import { groupBy } from '../group-by.js'
import type { HistoryEvent } from '../history.js'
import type { Phase } from '../plan.js'

type EventOf<Type extends HistoryEvent['type']> = Extract<HistoryEvent, { type: Type }>

/** All times are on the run's clock, in ms. */
export interface VmFacts {
  /** `undefined` when the run ended before the migration started. */
  readonly startedMs: number | undefined
  readonly phases: readonly AchievedPhase[]
  /** End of the last silence; `undefined` when there was none or the VM never came back. */
  readonly backMs: number | undefined
  /** When hosts that it had left ended what ended on them. */
  readonly relayEnded: readonly EventOf<'relay-ended'>[]
  /** It ended although nobody planned that; how. */
  readonly gone: string | undefined
}

export interface AchievedPhase {
  readonly planned: Phase
  readonly startMs: number
  readonly endMs: number | undefined
  /** Only a blackout has them: from the wire's cut to its return, from the stop of the last thread to its continuation. */
  readonly silent?: Span
  readonly frozen?: Span & { readonly askedMs: number }
  /** From the order to stop the processes until the wire was silent; of a wire that is cut after them only. */
  readonly apartMs?: number
}

export interface Span {
  readonly fromMs: number
  readonly toMs: number | undefined
}

export interface CellFacts {
  readonly cell: Cell
  readonly vm: VmFacts
  readonly connected: readonly EventOf<'connected'>[]
  /** [when it ended, how long it took] */
  readonly exchanges: readonly (readonly [number, number])[]
  readonly failures: readonly EventOf<'failed'>[]
  readonly gaveUp: EventOf<'gave-up'> | undefined
  readonly asked: EventOf<'asked'> | undefined
  readonly audited: EventOf<'audited'> | undefined
  readonly auditFailed: EventOf<'audit-failed'> | undefined
  readonly clientLost: EventOf<'client-lost'> | undefined
  /** What the kernel said of this session's sockets when it destroyed them, in order. */
  readonly sockets: readonly EventOf<'socket-destroyed'>[]
  /** Times in which the host or the processes concerned did not run; the VM's own freeze is not among them. */
  readonly hiccups: readonly EventOf<'hiccup'>[]
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
  const sockets = groupBy(all('socket-destroyed'), ({ profile }) => profile)
  const hiccups = all('hiccup')
  const lost = all('client-lost')

  const cellFacts = (cell: Cell): CellFacts => {
    const events = ofCell.get(cell.id) ?? []
    const of = <Type extends HistoryEvent['type']>(type: Type): EventOf<Type>[] =>
      events.filter((event): event is EventOf<Type> => event.type === type)
    const vm = ofVm.get(cell.vm) ?? vmFacts([])
    const connected = of('connected')
    const ports = new Set(connected.map(({ localPort }) => localPort))
    const concerned = new Set(['controller', `client ${cell.profile} ${cell.session}`, `vm ${cell.vm}`])
    return {
      cell,
      vm,
      connected,
      exchanges: of('exchanges').flatMap(({ done }) => done),
      failures: of('failed'),
      gaveUp: of('gave-up').at(-1),
      asked: of('asked').at(-1),
      audited: of('audited').at(-1),
      auditFailed: of('audit-failed').at(-1),
      clientLost: lost.find(({ cells }) => cells.includes(cell.id)),
      sockets: (sockets.get(cell.profile) ?? []).filter(({ localPort }) => ports.has(localPort)),
      hiccups: hiccups.filter((hiccup) => concerned.has(hiccup.process) && !explainedByFreeze(hiccup, vm)),
    }
  }
  return {
    run,
    ended: all('run-ended').at(-1),
    lastMs: history.at(-1)?.atMs ?? 0,
    limits: [...new Set(all('limit').map(({ text }) => text))],
    cells: run.cells.map(cellFacts),
  }
}

/** A thawed VM notices that it did not run: that is the blackout itself. */
const explainedByFreeze = ({ process, atMs, tookMs }: EventOf<'hiccup'>, { phases }: VmFacts): boolean =>
  process.startsWith('vm ') &&
  phases.some(
    ({ frozen }) => frozen !== undefined && atMs - tookMs <= (frozen.toMs ?? Infinity) && atMs >= frozen.fromMs,
  )

const vmFacts = (events: readonly HistoryEvent[]): VmFacts => {
  const phases: AchievedPhase[] = []
  let startedMs: number | undefined
  let gone: string | undefined
  const relayEnded = events.filter((event): event is EventOf<'relay-ended'> => event.type === 'relay-ended')
  for (const event of events) {
    const open = phases.at(-1)
    if (event.type === 'migration-started') startedMs = event.atMs
    else if (event.type === 'vm' && event.state === 'gone') gone = event.detail ?? 'ended'
    else if (event.type === 'phase-started')
      phases.push({ planned: event.phase, startMs: event.atMs, endMs: undefined })
    else if (event.type === 'phase-ended' && open) phases[phases.length - 1] = { ...open, endMs: event.atMs }
    else if (event.type === 'freeze' && open) phases[phases.length - 1] = afterAct(open, event)
  }
  const backMs = phases.findLast(({ silent }) => silent !== undefined)?.silent?.toMs
  return { startedMs, phases, backMs, relayEnded, gone }
}

const afterAct = (phase: AchievedPhase, { act, askedMs, atMs }: EventOf<'freeze'>): AchievedPhase => {
  const { silent, frozen } = phase
  switch (act) {
    case 'cut':
      return { ...phase, silent: { fromMs: atMs, toMs: undefined }, ...apart(frozen?.askedMs, atMs) }
    case 'stopped':
      return { ...phase, frozen: { fromMs: atMs, toMs: undefined, askedMs }, ...apart(askedMs, silent?.fromMs) }
    case 'plugged':
      return { ...phase, silent: { fromMs: silent?.fromMs ?? atMs, toMs: atMs } }
    case 'continued':
      return { ...phase, frozen: { fromMs: frozen?.fromMs ?? atMs, toMs: atMs, askedMs: frozen?.askedMs ?? askedMs } }
  }
}

/** The two acts of a beginning blackout are told in the order in which the kernel showed them. */
const apart = (stopAskedMs: number | undefined, cutMs: number | undefined): { apartMs?: number } =>
  stopAskedMs === undefined || cutMs === undefined ? {} : { apartMs: cutMs - stopAskedMs }
