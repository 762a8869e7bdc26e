/**
 * Moves that QEMU makes itself. It is asked, and the history is told when what happened, as QEMU says; how long it takes is QEMU's affair, and the
 * plan is what was expected of it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FreezeAct, VmState, WorldEvent } from '../../../src/history.js'
import type { HostName, Phase, Plan } from '../../../src/plan.js'
import type { ParameterValues } from '../../../src/scenario/preset.js'
import type { Clock } from '../../clock.js'
import type { Running } from '../guest.js'
import type { QemuMachine } from '../machine.js'
import { happenedMs, type Qmp, type QmpEvent } from '../qmp.js'
import { reported } from './reported.js'

export interface Moving {
  readonly vm: string
  readonly guest: Running
  readonly plan: Plan
  readonly parameters: ParameterValues
  readonly memoryMiB: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** A folder that vanishes with the run, and what this VM's files in it are called: short, for names of sockets. */
  readonly scratch: string
  readonly file: string
  say(event: WorldEvent): void
  /** A machine on another host that waits for the guest. */
  room(to: HostName): Promise<QemuMachine>
  /** Boots another guest there, with an address of the first and nothing else of it. */
  bootOn(host: HostName, networkIsUp: () => void): Promise<Running>
  /** Silences the guest's wire. */
  cut(): Promise<string>
  tell(state: VmState): void
  /** The guest runs there. */
  moved(to: HostName): void
}

export type RealMove = (moving: Moving) => Promise<void>

/** Tells that a phase has begun; returns how to tell that it has ended. */
export const begin = ({ say, clock, vm, plan }: Moving, kind: Phase['kind'], atMs = clock.now()) => {
  const index = plan.phases.findLastIndex((phase) => phase.kind === kind)
  const phase = plan.phases[index]
  if (phase === undefined) return () => {}
  say({ type: 'phase-started', atMs, vm, index, phase })
  return (endMs = clock.now()) => say({ type: 'phase-ended', atMs: endMs, vm, index, phase })
}

/** Tells of acts that QEMU did, as one. */
export const did = ({ say, vm }: Moving, atMs: number, evidence: string, ...acts: FreezeAct[]): void => {
  for (const act of acts) say({ type: 'freeze', atMs, vm, act, askedMs: atMs, evidence })
}

/** When something happened, on the run's clock. */
export const atOf = ({ clock }: Moving, event: QmpEvent): number =>
  Math.round((clock.now() - (Date.now() - happenedMs(event))) * 100) / 100

/**
 * Follows a guest from one QEMU to the other, as they tell it: stopped here, running there. Resolves when it is there.
 * @param stopping told when it is stopped, before anything is told of its blackout
 */
export const switchOver = async (
  moving: Moving,
  from: QemuMachine,
  to: QemuMachine,
  stopping: (atMs: number) => void,
): Promise<number> => {
  const stopped = orItsEnd(eventOf(from.qmp, 'STOP'), from, 'A')
  const resumed = orItsEnd(eventOf(to.qmp, 'RESUME'), to, 'B')
  const stopMs = atOf(moving, await stopped)
  stopping(stopMs)
  const end = begin(moving, 'blackout', stopMs)
  did(
    moving,
    stopMs,
    'QEMU on host A: STOP, its guest’s processors stand still and nobody reads its tap',
    'stopped',
    'cut',
  )
  const backMs = atOf(moving, await resumed)
  did(moving, backMs, 'QEMU on host B: RESUME', 'plugged', 'continued')
  // The machine that it has left may be needed yet.
  await moving.guest.become(to, { keep: true })
  moving.moved('B')
  end(backMs)
  return backMs
}

/** What never comes is no reason to wait for ever: a machine that has ended is told with how it did. */
export const orItsEnd = <Result>(awaited: Promise<Result>, machine: QemuMachine, host: HostName): Promise<Result> => {
  const died = machine.ended.then((how): never => {
    throw new Error(`QEMU on host ${host} ${how}, in the midst of the migration`)
  })
  // That its monitor is closed may be seen before its end is.
  const refused = awaited.catch((error: Error) =>
    Promise.race([died, sleep(endSeenMs).then(() => Promise.reject(error))]),
  )
  const either = Promise.race([refused, died])
  // Whoever waits for it hears of it; one that nobody waits for any more is no error.
  either.catch(() => {})
  return either
}

/** How much later a process's end may be seen than the end of what it says. */
const endSeenMs = 500

/** The next such event. */
export const eventOf = (qmp: Qmp, name: string): Promise<QmpEvent> =>
  new Promise((resolve) => {
    const forget = qmp.onEvent((event) => {
      if (event.event !== name) return
      forget()
      resolve(event)
    })
  })

const lookEveryMs = 200
/** In which nothing more will come of a migration. */
const over = new Set(['completed', 'failed', 'cancelled', 'postcopy-paused'])

/** A copy had taken longer than it may, and the guest goes on where it was. */
export class Cancelled extends Error {}

/**
 * Looks at a migration until it is over, and tells what QEMU says of it.
 * @throws Cancelled when it takes too long
 * @throws Error when it fails or the machine ends
 */
export const watchUntilOver = async (moving: Moving, from: QemuMachine, deadlineMs: number): Promise<void> => {
  const { say, clock, vm, signal } = moving
  const end = performance.now() + deadlineMs
  for (;;) {
    const told = reported(await orItsEnd(from.qmp.execute('query-migrate'), from, 'A'))
    say({ type: 'migration-reported', atMs: clock.now(), vm, ...told })
    if (told.status === 'completed') return
    if (over.has(told.status)) throw new Error(`the migration ${told.status}: ${told.error ?? 'QEMU does not say why'}`)
    if (signal.aborted) throw new Error('called off')
    if (performance.now() > end) {
      await from.qmp.execute('migrate_cancel')
      const left = told.remainingBytes === undefined ? '' : `, ${Math.round(told.remainingBytes / 1e6)} MB are left`
      throw new Cancelled(
        `the migration does not come to an end: cancelled after ${Math.round(deadlineMs / 1000)} s${left}`,
      )
    }
    await sleep(lookEveryMs)
  }
}

export const bytesPerS = (mbitPerS: number): number => Math.round(mbitPerS * 125_000)

export const numberOf = (parameters: ParameterValues, name: string): number | undefined => {
  const value = parameters[name]
  return typeof value === 'number' ? value : undefined
}
