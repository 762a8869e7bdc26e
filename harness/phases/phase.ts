/** How each kind of phase is played. To add one, write `harness/phases/<kind>.ts` and name it in `index.ts`. */
import type { FreezeAct, WorldEvent } from '../../src/history.js'
import type { HostName, Phase, Plan } from '../../src/plan.js'
import type { Clock } from '../clock.js'
import type { Vm } from '../engines/engine.js'

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

/** Does an act, at once, and tells when it was asked for and when the kernel showed it done. */
export const act = (
  { vm, clock, say }: Playing,
  name: FreezeAct,
  doIt: () => string | Promise<string>,
): void | Promise<void> => {
  const askedMs = clock.now()
  const doing = doIt()
  const told = (evidence: string): void =>
    say({ type: 'freeze', atMs: clock.now(), vm: vm.name, act: name, askedMs, evidence })
  return typeof doing === 'string' ? told(doing) : doing.then(told)
}
