/** What a run is at, at a given time: in which stage each VM is, which sessions live, how long it may still take. */
import type { Phase } from '../../plan.js'
import type { SessionState, State, VmState } from './state.js'

export interface RunView {
  readonly name: string
  readonly stage: RunStage
  readonly atMs: number
  /** An estimate; `undefined` when nothing is known. */
  readonly leftMs: number | undefined
  readonly vms: readonly VmView[]
}

export type RunStage = 'booting' | 'opening' | 'base line' | 'moving' | 'settling' | 'asking' | 'ended'

export interface VmView {
  readonly name: string
  readonly stage: VmStage
  /** Of its whole plan. */
  readonly phases: number
  /** What each of its sessions is at, in the order of the scenario. */
  readonly each: readonly SessionStage[]
  readonly sessions: number
  readonly alive: number
  readonly silent: number
  readonly dead: number
}

export type SessionStage = 'unopened' | 'alive' | 'silent' | 'dead'

/** What a VM is at. `leftMs` is negative when something takes longer than planned. */
export type VmStage =
  | { readonly kind: 'booting' | 'opening' | 'base line' | 'not moved' | 'gone' }
  | { readonly kind: 'phase'; readonly phase: Phase; readonly leftMs: number }
  | { readonly kind: 'between phases'; readonly leftMs: number }
  /** The migration is over, and this many sessions have neither answered since nor died. */
  | { readonly kind: 'back'; readonly waitingFor: number }
  | { readonly kind: 'settled' }

/** What the scenario says of waiting, and the history does not. */
export interface Waits {
  readonly baselineMs: number
  readonly settleMs: number
}

/** Clients tell of finished exchanges once a second, and the telling takes a moment. */
const toldLateMs = 1500
/** Roughly, on two cores: booting and opening the sessions; asking each whether it lives, comparing, taking down. */
const openMs = 5000
const finishMs = 3000

export const viewAt = (state: State, atMs: number, waits: Waits): RunView => {
  const vms = [...state.vms].map(([name, vm]): VmView => ({ name, ...viewOf(vm, state, atMs) }))
  const stage = runStage(state, vms)
  return { name: state.name, stage, atMs, leftMs: leftMs(state, stage, atMs, waits), vms }
}

const viewOf = (vm: VmState, state: State, atMs: number): Omit<VmView, 'name'> => {
  const each = vm.sessions.map((session) => sessionStage(session, state.unaffectedBelowMs, atMs))
  const count = (stage: SessionStage): number => each.filter((other) => other === stage).length
  return {
    stage: stageOf(vm, state, atMs),
    phases: vm.plan.phases.length,
    each,
    sessions: each.length,
    alive: count('alive'),
    silent: count('silent'),
    dead: count('dead'),
  }
}

const sessionStage = (
  { dead, opened, idle, lastDoneMs }: SessionState,
  unaffectedBelowMs: number,
  atMs: number,
): SessionStage => {
  if (dead) return 'dead'
  if (!opened) return 'unopened'
  // Who is idle is quiet anyway.
  const isQuiet = !idle && lastDoneMs > 0 && atMs - lastDoneMs > unaffectedBelowMs + toldLateMs
  return isQuiet ? 'silent' : 'alive'
}

const stageOf = (vm: VmState, state: State, atMs: number): VmStage => {
  const { plan, startedMs, running, phasesEnded, endedMs } = vm
  if (vm.gone) return { kind: 'gone' }
  if (startedMs === undefined) {
    if (!vm.ready) return { kind: 'booting' }
    return { kind: state.openedMs === undefined ? 'opening' : 'base line' }
  }
  if (plan.phases.length === 0) return { kind: 'not moved' }
  const intoMs = atMs - startedMs
  if (running !== undefined) {
    return { kind: 'phase', phase: running, leftMs: running.startMs + running.durationMs - intoMs }
  }
  const next = plan.phases[phasesEnded]
  if (next !== undefined) return { kind: 'between phases', leftMs: next.startMs - intoMs }
  const waitingFor = vm.sessions.filter(({ dead, lastDoneMs }) => !dead && lastDoneMs <= endedMs).length
  return waitingFor > 0 ? { kind: 'back', waitingFor } : { kind: 'settled' }
}

const runStage = (state: State, vms: readonly VmView[]): RunStage => {
  if (state.ended) return 'ended'
  if (state.asking) return 'asking'
  const kinds = vms.map(({ stage }) => stage.kind)
  const all = (...of: readonly VmStage['kind'][]) => kinds.every((kind) => of.includes(kind))
  if (kinds.includes('booting')) return 'booting'
  if (kinds.includes('opening')) return 'opening'
  if (all('base line', 'gone')) return 'base line'
  return all('back', 'settled', 'not moved', 'gone') ? 'settling' : 'moving'
}

/** The VM that takes longest decides. */
const leftMs = (state: State, stage: RunStage, atMs: number, { baselineMs, settleMs }: Waits): number | undefined => {
  if (stage === 'ended' || stage === 'asking' || state.vms.size === 0) return undefined
  const startMs = Math.max(atMs, (state.openedMs ?? atMs + openMs) + baselineMs)
  const ends = [...state.vms.values()].map(({ lastsMs, tailMs, startedMs = startMs }) => {
    return startedMs + lastsMs + Math.min(settleMs, tailMs) + finishMs
  })
  return Math.max(...ends) - atMs
}
