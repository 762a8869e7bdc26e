/**
 * Follows a run by its events, for whoever waits: in which stage each VM is, which sessions live, how long it may still take. What is
 * known depends on nothing but the events heard and the time asked for.
 */
import type { HistoryEvent } from '../../history.js'
import { type Phase, type Plan, planEndMs } from '../../plan.js'
import { tailMs } from './tail.js'

/** What a VM is at. `leftMs` may be negative when something takes longer than planned. */
export type VmStage =
  | { readonly kind: 'booting' | 'opening' | 'base line' | 'not moved' | 'gone' }
  | { readonly kind: 'phase'; readonly phase: Phase; readonly leftMs: number }
  | { readonly kind: 'between phases'; readonly leftMs: number }
  /** The migration is over, and these sessions have neither answered since nor died. */
  | { readonly kind: 'back'; readonly waitingFor: number }
  | { readonly kind: 'settled' }

export interface VmView {
  readonly name: string
  readonly stage: VmStage
  readonly sessions: number
  readonly alive: number
  readonly silent: number
  readonly dead: number
}

export type RunStage = 'booting' | 'opening' | 'base line' | 'moving' | 'settling' | 'asking' | 'ended'

export interface RunView {
  readonly name: string
  readonly stage: RunStage
  readonly atMs: number
  /** An estimate; `undefined` when nothing is known. */
  readonly leftMs: number | undefined
  readonly vms: readonly VmView[]
}

/** What the scenario says of waiting, and the history does not. */
export interface Waits {
  readonly baselineMs: number
  readonly settleMs: number
}

export interface Follower {
  hear(event: HistoryEvent): void
  at(nowMs: number): RunView
}

interface Session {
  opened: boolean
  dead: boolean
  lastDoneMs: number
}

interface Vm {
  readonly plan: Plan
  readonly sessions: Session[]
  ready: boolean
  gone: boolean
  startedMs: number | undefined
  running: Phase | undefined
  phasesEnded: number
  endedMs: number
}

/** Clients tell of finished exchanges once a second, and the telling takes a moment. */
const toldLateMs = 1500
/** Opening the sessions; asking each whether it lives, comparing, taking down. */
const openMs = 2000
const finishMs = 3000

export const follow = ({ baselineMs, settleMs }: Waits): Follower => {
  const vms = new Map<string, Vm>()
  const sessions = new Map<string, Session>()
  let name = ''
  let unaffectedBelowMs = 1000
  let openedMs: number | undefined
  let asking = false
  let ended = false

  const stageOf = (vm: Vm, nowMs: number): VmStage => {
    if (vm.gone) return { kind: 'gone' }
    if (!vm.ready && vm.startedMs === undefined) return { kind: 'booting' }
    if (vm.startedMs === undefined) return { kind: openedMs === undefined ? 'opening' : 'base line' }
    if (vm.plan.phases.length === 0) return { kind: 'not moved' }
    const intoMs = nowMs - vm.startedMs
    if (vm.running !== undefined) {
      return { kind: 'phase', phase: vm.running, leftMs: vm.running.startMs + vm.running.durationMs - intoMs }
    }
    const next = vm.plan.phases[vm.phasesEnded]
    if (next !== undefined) return { kind: 'between phases', leftMs: next.startMs - intoMs }
    const waitingFor = vm.sessions.filter(({ dead, lastDoneMs }) => !dead && lastDoneMs <= vm.endedMs).length
    return waitingFor > 0 ? { kind: 'back', waitingFor } : { kind: 'settled' }
  }

  const viewOf = (vmName: string, vm: Vm, nowMs: number): VmView => {
    const dead = vm.sessions.filter((session) => session.dead).length
    const silent = vm.sessions.filter(
      (session) => session.opened && !session.dead && nowMs - session.lastDoneMs > unaffectedBelowMs + toldLateMs,
    ).length
    const opened = vm.sessions.filter((session) => session.opened && !session.dead).length
    return {
      name: vmName,
      stage: stageOf(vm, nowMs),
      sessions: vm.sessions.length,
      alive: opened - silent,
      silent,
      dead,
    }
  }

  const runStage = (views: readonly VmView[]): RunStage => {
    if (ended) return 'ended'
    if (asking) return 'asking'
    const kinds = views.map(({ stage }) => stage.kind)
    const all = (...of: readonly VmStage['kind'][]) => kinds.every((kind) => of.includes(kind))
    if (kinds.includes('booting')) return 'booting'
    if (kinds.includes('opening')) return 'opening'
    if (all('base line', 'gone')) return 'base line'
    return all('back', 'settled', 'not moved', 'gone') ? 'settling' : 'moving'
  }

  /** The VM that takes longest decides. */
  const leftMs = (stage: RunStage, nowMs: number): number | undefined => {
    if (stage === 'ended' || stage === 'asking' || vms.size === 0) return undefined
    const startMs = Math.max(nowMs, (openedMs ?? nowMs + openMs) + baselineMs)
    const ends = [...vms.values()].map(({ plan, startedMs = startMs }) => {
      return startedMs + planEndMs(plan) + Math.min(settleMs, tailMs(plan)) + finishMs
    })
    return Math.max(...ends) - nowMs
  }

  return {
    hear(event) {
      if (event.type === 'run-started') {
        name = event.name
        unaffectedBelowMs = event.unaffectedBelowMs
        for (const cell of event.cells) {
          const session: Session = { opened: false, dead: false, lastDoneMs: 0 }
          const vm = vms.get(cell.vm) ?? newVm(cell.plan)
          vm.sessions.push(session)
          vms.set(cell.vm, vm)
          sessions.set(cell.id, session)
        }
      } else if (event.type === 'run-ended') ended = true
      else if (event.type === 'client-lost') for (const id of event.cells) change(sessions.get(id), { dead: true })
      else if ('cell' in event) {
        const session = sessions.get(event.cell)
        if (event.type === 'connected') change(session, { opened: true, lastDoneMs: event.atMs })
        else if (event.type === 'exchanges') change(session, { lastDoneMs: event.done.at(-1)?.[0] ?? 0 })
        else if (event.type === 'gave-up') change(session, { dead: true })
        else if (event.type === 'asked') asking = true
        if (openedMs === undefined && [...sessions.values()].every(({ opened, dead }) => opened || dead)) {
          openedMs = event.atMs
        }
      } else if ('vm' in event) {
        const vm = vms.get(event.vm)
        if (event.type === 'vm' && event.state === 'ready') change(vm, { ready: true })
        else if (event.type === 'vm' && event.state === 'gone') change(vm, { gone: true })
        else if (event.type === 'migration-started') change(vm, { startedMs: event.atMs })
        else if (event.type === 'phase-started') change(vm, { running: event.phase })
        else if (event.type === 'phase-ended') {
          change(vm, { running: undefined, phasesEnded: event.index + 1, endedMs: event.atMs })
        }
      }
    },

    at(nowMs) {
      const views = [...vms].map(([vmName, vm]) => viewOf(vmName, vm, nowMs))
      const stage = runStage(views)
      return { name, stage, atMs: nowMs, leftMs: leftMs(stage, nowMs), vms: views }
    },
  }
}

const newVm = (plan: Plan): Vm => ({
  plan,
  sessions: [],
  ready: false,
  gone: false,
  startedMs: undefined,
  running: undefined,
  phasesEnded: 0,
  endedMs: 0,
})

const change = <State extends object>(state: State | undefined, what: Partial<State>): void => {
  if (state !== undefined) Object.assign(state, what)
}
