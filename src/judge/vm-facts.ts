/** What happened to a VM: when its migration started, and its phases as they were achieved. */
import type { EventOf, HistoryEvent } from '../history.js'
import type { Phase } from '../plan.js'

/** All times are on the run's clock, in ms. */
export interface VmFacts {
  /** `undefined` when the run ended before the migration started. */
  readonly startedMs: number | undefined
  /** The hypervisor moved it by itself, for as long as that took: the plan is only what was expected. */
  readonly real: boolean
  /** How long the hypervisor says that it was stopped for the move, ms. */
  readonly reportedDowntimeMs: number | undefined
  readonly phases: readonly AchievedPhase[]
  /** End of the last silence; `undefined` when there was none or the VM never came back. */
  readonly backMs: number | undefined
  /** When hosts that it had left ended what ended on them. */
  readonly relayEnded: readonly EventOf<'relay-ended'>[]
  /** What decides in its kernel; `undefined` in old records. */
  readonly kernel: Readonly<Record<string, string>> | undefined
  /** Its kernel let go of a connection that somebody had with it. */
  readonly hadConnections: boolean
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

export const vmFacts = (events: readonly HistoryEvent[]): VmFacts => {
  const phases: AchievedPhase[] = []
  let startedMs: number | undefined
  let gone: string | undefined
  const relayEnded = events.filter((event): event is EventOf<'relay-ended'> => event.type === 'relay-ended')
  for (const event of events) {
    const open = phases.at(-1)
    if (event.type === 'migration-started') startedMs = event.atMs
    else if (event.type === 'vm' && event.state === 'gone') gone ??= event.detail ?? 'ended'
    else if (event.type === 'phase-started')
      phases.push({ planned: event.phase, startMs: event.atMs, endMs: undefined })
    else if (event.type === 'phase-ended' && open) phases[phases.length - 1] = { ...open, endMs: event.atMs }
    else if (event.type === 'freeze' && open) phases[phases.length - 1] = afterAct(open, event)
  }
  const backMs = phases.findLast(({ silent }) => silent !== undefined)?.silent?.toMs
  const kernel = events.find((event): event is EventOf<'vm-kernel'> => event.type === 'vm-kernel')?.sysctls
  const hadConnections = events.some(({ type }) => type === 'vm-socket-destroyed')
  const real = events.some((event) => event.type === 'migration-started' && event.real === true)
  const reports = events.flatMap((event) =>
    event.type === 'migration-reported' ? [event.downtimeMs ?? []].flat() : [],
  )
  return {
    startedMs,
    real,
    reportedDowntimeMs: reports.at(-1),
    phases,
    backMs,
    relayEnded,
    kernel,
    hadConnections,
    gone,
  }
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
