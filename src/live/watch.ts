/**
 * Follows a run by its events and says how it looks at any time. The answer depends on the time that is asked about, not only on the events: a
 * stall is to be seen while it lasts, not when its exchange ends at last.
 */
import type { EventOf, HistoryEvent, SessionEvent } from '../history.js'
import { hear as hearProgress, newState } from '../report/progress/state.js'
import { viewAt } from '../report/progress/view.js'
import { runStage, stageNow } from '../report/progress/words.js'
import type { Frame, Head, LogEntry } from './format.js'
import { headOf } from './head.js'
import { movedEntry, phaseEntry, sessionEntry } from './log.js'
import { die, hearThread, letterAt, newThread, type Thread } from './thread.js'
import { hearVmBox, newVmBox, type VmBox, vmNow } from './vm.js'

export interface Watch {
  hear(event: HistoryEvent): void
  /** `undefined` until the run has started. */
  head(): Head | undefined
  /** How it looks at this time, with what has been logged since the frame before. */
  frameAt(atMs: number): Frame
  /** Why sessions died or were away, by the ids of their cells; what is in the log already is said again with its cause. */
  explain(causes: ReadonlyMap<string, string>): void
  /** Cells that died before this time, of which no cause is known. */
  unexplained(beforeMs: number): readonly string[]
}

/** A session whose connection broke may die of it within a moment: then that is all there is to say. */
const ripeAfterMs = 300

const isRipe = ({ kind, atMs: sinceMs }: LogEntry, atMs: number): boolean =>
  kind !== 'broke' || atMs - sinceMs >= ripeAfterMs

/** @param lateMs by which exchanges may be told late */
export const watchRun = ({ lateMs }: { readonly lateMs: number }): Watch => {
  const progress = newState()
  let head: Head | undefined
  let belowMs = 1000
  let waits = { baselineMs: 0, settleMs: 0 }
  let ended: string | undefined
  let pending: LogEntry[] = []
  const boxes = new Map<string, VmBox>()
  const vmIndexes = new Map<string, number>()
  const threads: Thread[] = []
  const indexes = new Map<string, number>()
  const causes = new Map<string, string>()
  /** The last entry of each session that a cause belongs to. */
  const told = new Map<string, LogEntry>()

  const begin = (event: Extract<HistoryEvent, { type: 'run-started' }>): void => {
    head = headOf(event)
    belowMs = event.unaffectedBelowMs
    waits = { baselineMs: event.baselineMs, settleMs: event.settleMs ?? 0 }
    for (const [index, { name }] of head.vms.entries()) vmIndexes.set(name, index)
    for (const cell of event.cells) {
      indexes.set(cell.id, threads.length)
      threads.push(newThread(cell))
      if (!boxes.has(cell.vm)) boxes.set(cell.vm, newVmBox(cell))
    }
  }

  const hearSession = (id: string, event: SessionEvent | EventOf<'crowd-counted'> | { dead: string; atMs: number }) => {
    const session = indexes.get(id)
    const thread = session === undefined ? undefined : threads[session]
    if (session === undefined || thread === undefined) return
    const { vm } = thread.cell
    const change =
      'dead' in event
        ? die(thread, event.atMs, event.dead)
        : hearThread(thread, event, boxes.get(vm) ?? newVmBox(thread.cell), belowMs)
    if (change === undefined) return
    const entry = sessionEntry(change, session, vmIndexes.get(vm) ?? null, causes.get(id))
    if (change.kind !== 'broke') told.set(id, entry)
    // That its connection broke goes without saying where it ends with it.
    if (change.kind === 'died') pending = pending.filter((other) => other.kind !== 'broke' || other.session !== session)
    pending.push(entry)
  }

  const hearVm = (event: Extract<HistoryEvent, { vm: string }>): void => {
    const box = boxes.get(event.vm)
    const vm = vmIndexes.get(event.vm)
    if (box === undefined || vm === undefined) return
    hearVmBox(box, event)
    const entry =
      event.type === 'phase-started'
        ? phaseEntry(event, vm, head?.vms[vm]?.phases.length ?? 0)
        : event.type === 'moved'
          ? movedEntry(event, vm)
          : undefined
    if (entry !== undefined) pending.push(entry)
  }

  return {
    head: () => head,
    hear(event) {
      hearProgress(progress, event)
      if (event.type === 'run-started') begin(event)
      else if (event.type === 'run-ended') {
        ended = event.reason
        pending.push({
          key: 'ended',
          atMs: event.atMs,
          kind: 'run',
          vm: null,
          session: null,
          text: `the run has ${event.reason === 'finished' ? 'ended' : `ended: ${event.reason}`}`,
        })
      } else if (event.type === 'client-lost') {
        for (const id of event.cells) hearSession(id, { dead: 'its client process ended', atMs: event.atMs })
      } else if ('cell' in event) hearSession(event.cell, event)
      else if (event.type === 'crowd-counted') hearSession(event.crowd, event)
      else if ('vm' in event) hearVm(event)
    },
    frameAt(atMs) {
      const view = viewAt(progress, atMs, waits)
      const stages = new Map(view.vms.map((vm) => [vm.name, stageNow(vm)]))
      const isToBeTold = (entry: LogEntry): boolean => isRipe(entry, atMs) || ended !== undefined
      const log = pending.filter(isToBeTold)
      pending = pending.filter((entry) => !isToBeTold(entry))
      return {
        atMs: Math.round(atMs),
        stage: runStage(view),
        vms: [...boxes].map(([name, box]) => vmNow(box, stages.get(name) ?? '')),
        sessions: threads
          .map((thread) => letterAt(thread, atMs, boxes.get(thread.cell.vm) ?? newVmBox(thread.cell), belowMs, lateMs))
          .join(''),
        ...(log.length > 0 && { log }),
        ...(ended !== undefined && { ended }),
      }
    },
    explain(found) {
      for (const [id, cause] of found) {
        if (causes.get(id) === cause) continue
        causes.set(id, cause)
        const entry = told.get(id)
        if (entry === undefined) continue
        const again = { ...entry, cause }
        told.set(id, again)
        pending.push(again)
      }
    },
    unexplained: (beforeMs) =>
      threads.flatMap(({ diedMs = Infinity, cell }) => (diedMs < beforeMs && !causes.has(cell.id) ? [cell.id] : [])),
  }
}
