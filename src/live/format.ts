/**
 * What a page is told of a run: one head, then frames. A run that goes on and a record that is played again are told alike, so a page has one
 * input. A frame says all that is to be drawn at its time: any one may be left out without harm to the next.
 */
import type { Verdict } from '../cell.js'
import type { HostName, PhaseKind, WireMode } from '../plan.js'

/** How a session looks at a time, a letter each: thousands of them go into every frame. */
export const threads = {
  '.': 'not open yet',
  t: 'talking',
  i: 'idle',
  s: 'silent',
  b: 'broken',
  c: 'back',
  r: 'reconnected',
  f: 'finished',
  d: 'dead',
} as const
export type Letter = keyof typeof threads
export type ThreadState = (typeof threads)[Letter]

export interface Head {
  readonly name: string
  readonly wallClock: string
  readonly engine: string
  readonly vms: readonly HeadVm[]
  /** In the order of the letters of a frame. */
  readonly sessions: readonly HeadSession[]
}

export interface HeadVm {
  readonly name: string
  readonly preset: string
  readonly memoryMiB: number
  /** Which of the VMs that are moved together; `null` for one that is moved alone, or not at all. */
  readonly vmNumber: number | null
  readonly control: boolean
  /** Those it is on at some time, by name; at least A and B, where nothing moves too. */
  readonly hosts: readonly HostName[]
  readonly phases: readonly HeadPhase[]
}

export interface HeadPhase {
  readonly kind: PhaseKind
  /** From the start of the migration, ms. */
  readonly startMs: number
  readonly durationMs: number
  readonly wire: WireMode
  /** The host that it takes the VM to. */
  readonly to?: HostName
}

export interface HeadSession {
  /** Which of the head's VMs. */
  readonly vm: number
  readonly name: string
  readonly profile: string
}

export interface Frame {
  /** On the run's clock. */
  readonly atMs: number
  /** What the run is at, with the time that is left, in the words of the terminal's progress. */
  readonly stage: string
  readonly vms: readonly VmNow[]
  /** A letter for each session. */
  readonly sessions: string
  /** What has happened since the frame before; an entry with the key of an earlier one takes its place. */
  readonly log?: readonly LogEntry[]
  /** In the last frame of a run that was judged: one for each session. */
  readonly verdicts?: readonly Verdict[]
  /** In the last frame: how it ended. */
  readonly ended?: string
  /** So many frames before this one were left out for this browser, which was too slow for them. */
  readonly dropped?: number
}

export interface VmNow {
  readonly host: string
  /** "BLACKOUT 12.3 s left" */
  readonly stage: string
  readonly phase: PhaseKind | null
  /** What becomes of packets to it; `none` while it is reached as usual. */
  readonly wire: WireMode
  /** Its processes are stopped. */
  readonly frozen: boolean
  /** It is no more, and nobody has taken its place yet. */
  readonly lost: boolean
  /** When its migration began, on the run's clock. */
  readonly startedMs: number | null
}

export const logKinds = ['run', 'phase', 'moved', 'broke', 'back', 'reconnected', 'died'] as const
export type LogKind = (typeof logKinds)[number]

export interface LogEntry {
  readonly key: string
  readonly atMs: number
  readonly kind: LogKind
  /** Of the head; `null` for what is about the run. */
  readonly vm: number | null
  readonly session: number | null
  readonly text: string
  /** Why, once that is known. */
  readonly cause?: string
}

/** What goes over the wire. */
export type Message = { readonly head: Head } | { readonly frame: Frame }

/** All of a run that has ended. */
export interface Reel {
  readonly head: Head
  readonly frames: readonly Frame[]
}
