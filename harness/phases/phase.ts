/** How each kind of phase is played. To add one, write `harness/phases/<kind>.ts` and name it in `index.ts`. */
import type { FreezeAct, WorldEvent } from '../../src/history.js'
import type { HostName, Phase, Plan } from '../../src/plan.js'
import type { Clock } from '../clock.js'
import type { Vm } from '../engines/engine.js'
import type { Done } from '../turns.js'

export interface Playing {
  readonly vm: Vm
  readonly plan: Plan
  readonly phase: Phase
  readonly next: Phase | undefined
  /** The host that the VM is on when this blackout ends; `undefined` where it stays. */
  readonly to: HostName | undefined
  readonly clock: Clock
  /** Resolves when the phase has lasted as long as planned, counted from now, or at once when the run is called off. */
  lasted(): Promise<void>
  say(event: WorldEvent): void
}

export type PlayPhase = (playing: Playing) => Promise<void>

/** Tells of an act when it was begun and when the kernel showed it done. */
export const told = async ({ vm, say }: Playing, act: FreezeAct, doing: Promise<Done>): Promise<Done> => {
  const done = await doing
  say({ type: 'freeze', atMs: done.atMs, vm: vm.name, act, askedMs: done.askedMs, evidence: done.value })
  return done
}
