/** A cell is what gets one verdict: one preset × one VM size × one session kind × one shape × one profile × one wire mode. */
import type { Plan, WireMode } from './plan.js'
import type { CommandSession } from './scenario/command.js'
import type { Timers } from './scenario/profile.js'

export const verdicts = ['unaffected', 'stalled', 'reconnected', 'died', 'inconclusive'] as const
export type Verdict = (typeof verdicts)[number]

/** Whether its connection is over, also where the session carried on over another one. */
export const hasEnded = ({ verdict }: { readonly verdict: Verdict }): boolean =>
  verdict === 'died' || verdict === 'reconnected'

/**
 * When a session talks. `talking`: an exchange is due every few ms, all the time. `idle`: silent from before the migration until a second after
 * it. `listening`: the service pushes something every few ms, and the client only acknowledges it until a second after the migration.
 */
export const shapes = ['talking', 'idle', 'listening'] as const
export type Shape = (typeof shapes)[number]

/** How long after the migration an idle session is used again, and a listening one says something itself, ms. */
export const usedAfterMs = 1000

/** Where a session's TCP connection ends: in the VM, or on the VM's host, which hands it in, as the console of a hypervisor's manager does. */
export const endpoints = ['guest', 'host'] as const
export type Endpoint = (typeof endpoints)[number]

/** The session kinds that come in the box. `harness/sessions` must have each of them, and no other: the compiler checks it. */
export const sessionNames = ['none', 'echo', 'file-copy', 'console', 'database'] as const
export type SessionName = (typeof sessionNames)[number]

/** `console`, `console@host` for one that ends on the VM's host, `echo-x1000` for a crowd. */
export const sessionLabel = ({
  session,
  endsOn,
  count,
}: {
  readonly session: string
  readonly endsOn: Endpoint
  readonly count?: number | undefined
}): string => `${session}${endsOn === 'host' ? '@host' : ''}${count === undefined ? '' : `-x${count}`}`

export interface Cell {
  /** Unique in its run and readable: `quick-migration/1024MiB/echo/talking/linux`. */
  readonly id: string
  /** The VM that the session's service runs in; cells of one VM share its migration. */
  readonly vm: string
  readonly preset: string
  readonly memoryMiB: number
  /** Which of the VMs that are moved together, from 1 on; `null` for one that is moved alone, or not at all. */
  readonly vmNumber: number | null
  /** A kind that comes in the box, or the name that a scenario gives to programs of its own. */
  readonly session: string
  /** Those programs. */
  readonly command?: CommandSession
  readonly endsOn: Endpoint
  /** A crowd: so many sessions alike, each with a verdict of its own; left out for one session. */
  readonly count?: number
  /** How often an exchange is due, ms, in place of its kind's pace. */
  readonly paceMs?: number
  readonly shape: Shape
  readonly profile: string
  /** The wire mode of the plan's blackouts; `none` for a VM that is not moved. */
  readonly wire: WireMode
  readonly plan: Plan
  /** How it is moved, for an engine whose hypervisor can do it itself; left out where nobody could: a series, several migrations, a control. */
  readonly move?: Move
  /** The session's own timers and its habit on a reset, from the profile. */
  readonly timers: Timers
  /** What the scenario expects of it; left out where that is nothing. */
  readonly expected?: Expectation
  /** True for a cell of the control VM, which is not moved and must end `unaffected`. */
  readonly control: boolean
}

/** A method and its parameters, in their own units. */
export interface Move {
  readonly method: string
  readonly parameters: Readonly<Record<string, number | boolean>>
}

/** Who falls short of any of it makes the run fail. */
export interface Expectation {
  readonly verdicts?: readonly Verdict[]
  readonly maxStallMs?: number
  /** Owners or settings of which one may have decided. */
  readonly causes?: readonly string[]
  /** Symptoms that are not to show, as they were written. */
  readonly without?: readonly string[]
}

type Kind = Pick<Cell, 'session' | 'endsOn' | 'shape' | 'profile'>

/** Whether they are the same kind of session from the same kind of client machine, perhaps to different VMs. */
export const isAlike = (one: Kind, other: Kind): boolean =>
  one.session === other.session &&
  one.endsOn === other.endsOn &&
  one.shape === other.shape &&
  one.profile === other.profile

/** What the client process is called that holds this part of a crowd. */
export const crowdProcess = ({ id }: Pick<Cell, 'id'>, part: number): string => `client ${id} part ${part + 1}`
