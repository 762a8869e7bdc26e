/** What is known of a run from its events alone, for whoever waits for it. */
import { type CrowdNow, openCrowdCount } from '../../crowd-count.js'
import type { EventOf, HistoryEvent } from '../../history.js'
import { type Phase, type Plan, planEndMs } from '../../plan.js'
import { tailMs } from './tail.js'

export interface State {
  name: string
  unaffectedBelowMs: number
  readonly vms: Map<string, VmState>
  readonly sessions: Map<string, SessionState>
  /** Sessions that have neither been opened nor given up yet. */
  readonly unopened: Set<string>
  /** When the last of them was. */
  openedMs: number | undefined
  asking: boolean
  ended: boolean
}

export interface VmState {
  readonly plan: Plan
  /** How long the plan lasts, and its sessions may be silent after it. A plan may have thousands of phases, and this is asked at each. */
  readonly lastsMs: number
  readonly tailMs: number
  readonly sessions: SessionState[]
  ready: boolean
  /** It ended although nobody planned that. */
  gone: boolean
  startedMs: number | undefined
  running: Phase | undefined
  phasesEnded: number
  /** When the last phase so far ended. */
  endedMs: number
}

export interface SessionState {
  /** It is quiet anyway. */
  readonly idle: boolean
  readonly counted: (event: EventOf<'crowd-counted'>) => CrowdNow
  opened: boolean
  dead: boolean
  lastDoneMs: number
}

export const newState = (): State => ({
  name: '',
  unaffectedBelowMs: 1000,
  vms: new Map(),
  sessions: new Map(),
  unopened: new Set(),
  openedMs: undefined,
  asking: false,
  ended: false,
})

/** Changes the state by one event. The same events make the same state. */
export const hear = (state: State, event: HistoryEvent): void => {
  if (event.type === 'run-started') begin(state, event)
  else if (event.type === 'run-ended') state.ended = true
  else if (event.type === 'client-lost') for (const id of event.cells) hearSession(state, id, event)
  else if ('cell' in event) hearSession(state, event.cell, event)
  else if (event.type === 'crowd-told') state.asking = true
  else if ('crowd' in event) hearSession(state, event.crowd, event)
  else if ('vm' in event) hearVm(state.vms.get(event.vm), event)
}

const begin = (state: State, event: Extract<HistoryEvent, { type: 'run-started' }>): void => {
  state.name = event.name
  state.unaffectedBelowMs = event.unaffectedBelowMs
  for (const { id, vm: name, plan, shape, count } of event.cells) {
    const counted = openCrowdCount(count ?? 1)
    const idle = shape === 'idle' || count !== undefined
    const session: SessionState = { idle, counted, opened: false, dead: false, lastDoneMs: 0 }
    const vm = state.vms.get(name) ?? newVm(plan)
    vm.sessions.push(session)
    state.vms.set(name, vm)
    state.sessions.set(id, session)
    state.unopened.add(id)
  }
}

const newVm = (plan: Plan): VmState => ({
  plan,
  lastsMs: planEndMs(plan),
  tailMs: tailMs(plan),
  sessions: [],
  ready: false,
  gone: false,
  startedMs: undefined,
  running: undefined,
  phasesEnded: 0,
  endedMs: 0,
})

const hearSession = (state: State, id: string, event: HistoryEvent): void => {
  const session = state.sessions.get(id)
  if (session === undefined) return
  if (event.type === 'exchanges') {
    session.opened = true
    session.lastDoneMs = event.done.at(-1)?.[0] ?? session.lastDoneMs
  }
  if (event.type === 'crowd-counted') {
    const { opened, over, doneMs } = session.counted(event)
    Object.assign(session, { opened, dead: over, lastDoneMs: doneMs })
  }
  if (event.type === 'asked') state.asking = true
  if (event.type === 'connected') session.opened = true
  if (event.type === 'gave-up' || event.type === 'ended' || event.type === 'client-lost') session.dead = true
  if (session.opened || session.dead) {
    state.unopened.delete(id)
    if (state.unopened.size === 0) state.openedMs ??= event.atMs
  }
}

const hearVm = (vm: VmState | undefined, event: HistoryEvent): void => {
  if (vm === undefined) return
  if (event.type === 'vm' && event.state === 'ready') vm.ready = true
  if (event.type === 'vm' && event.state === 'gone') vm.gone = true
  if (event.type === 'migration-started') vm.startedMs = event.atMs
  if (event.type === 'phase-started') vm.running = event.phase
  if (event.type === 'phase-ended') {
    vm.running = undefined
    vm.phasesEnded = event.index + 1
    vm.endedMs = event.atMs
  }
}
