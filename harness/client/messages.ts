/** What the run and a client process say to each other. */
import type { Shape } from '../../src/cell.js'
import type { CrowdEvent } from '../../src/crowd-event.js'
import type { SessionEvent } from '../../src/history.js'
import type { Timers } from '../../src/scenario/profile.js'
import type { SessionWanted } from '../sessions/program.js'
import type { Sysctls } from '../sysctls.js'

export interface SessionToHold {
  readonly cell: string
  readonly host: string
  readonly port: number
  readonly shape: Shape
  readonly timers: Timers
  /** How often an exchange is due, in place of the kind's pace, and from when on by the run's clock, ms. */
  readonly paceMs?: number
  readonly phaseMs?: number
  /** How long finished exchanges may be gathered before they are told, ms; a second when left out. */
  readonly tellEveryMs?: number
}

/** A part of a crowd: `count` sessions, the first of which is the crowd's number `first`. */
export interface CrowdToHold extends Omit<SessionToHold, 'phaseMs' | 'tellEveryMs'> {
  readonly paceMs: number
  readonly part: number
  /** The client machine's. */
  readonly address: string
  readonly first: number
  readonly count: number
  /** How many the whole crowd has. */
  readonly of: number
}

export type ClientIn =
  | ({
      readonly type: 'boot'
      readonly originMs: number
      readonly sysctls: Sysctls
      /** Those of all its sessions. */
      readonly timers: Timers
      readonly scratch: string
      readonly output: string
    } & SessionWanted)
  | { readonly type: 'open'; readonly sessions: readonly SessionToHold[] }
  | { readonly type: 'open-crowd'; readonly crowd: CrowdToHold }
  /** The migration of a crowd's VM is about to begin. */
  | { readonly type: 'mark' }
  /** The migration of these is over: who was idle talks again, who listens says something. */
  | { readonly type: 'use'; readonly cells: readonly string[] }
  /** Of each session the next exchange that is done is told at once: the run waits for it. */
  | { readonly type: 'tell-next' }
  /** Ask each session over its own socket whether it lives, then audit it, then end it. */
  | { readonly type: 'finish' }

export type ClientOut =
  | { readonly type: 'booted'; readonly limits: readonly string[] }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'marked' }
  | { readonly type: 'event'; readonly event: SessionEvent | CrowdEvent }
  | { readonly type: 'hiccup'; readonly atMs: number; readonly tookMs: number }
  | { readonly type: 'finished' }
