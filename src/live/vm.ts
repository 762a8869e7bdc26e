/** One VM as a box: on which host it is, whether it is frozen, what becomes of packets to it. */
import type { Cell } from '../cell.js'
import type { WorldEvent } from '../history.js'
import type { Phase } from '../plan.js'
import type { VmNow } from './format.js'
import type { Move } from './thread.js'

export interface VmBox extends Move {
  readonly phases: number
  host: string
  running: Phase | undefined
  frozen: boolean
  lost: boolean
  startedMs: number | undefined
  overMs: number | undefined
}

export const newVmBox = ({ plan }: Cell): VmBox => ({
  phases: plan.phases.length,
  host: plan.startsOn ?? 'A',
  running: undefined,
  frozen: false,
  lost: false,
  startedMs: undefined,
  overMs: undefined,
})

/** Changes the box by one event of its VM. */
export const hearVmBox = (box: VmBox, event: Extract<WorldEvent, { vm: string }>): void => {
  switch (event.type) {
    case 'migration-started':
      box.startedMs = event.atMs
      if (box.phases === 0) box.overMs = event.atMs
      return
    case 'phase-started':
      box.running = event.phase
      return
    case 'phase-ended':
      box.running = undefined
      if (event.index === box.phases - 1) box.overMs = event.atMs
      return
    case 'freeze':
      if (event.act === 'stopped') box.frozen = true
      if (event.act === 'continued') box.frozen = false
      return
    case 'moved':
      box.host = hostOf(event.to)
      return
    case 'vm':
      if (event.state === 'lost') {
        box.lost = true
        box.frozen = false
      }
      if (event.state === 'taken-over' || event.state === 'ready') {
        box.lost = false
        // Another machine has its place: nobody continues the one that was stopped.
        box.frozen = false
      }
  }
}

/** "host B" is B. */
export const hostOf = (to: string): string => to.replace(/^host /, '')

export const vmNow = ({ host, running, frozen, lost, startedMs }: VmBox, stage: string): VmNow => ({
  host,
  stage,
  phase: running?.kind ?? null,
  wire: running?.wire ?? 'none',
  frozen,
  lost,
  startedMs: startedMs ?? null,
})
