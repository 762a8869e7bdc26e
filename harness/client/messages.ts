/** What the run and a client process say to each other. */
import type { Shape } from '../../src/cell.js'
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
  /** The migration of these is over: who was idle talks again, who listens says something. */
  | { readonly type: 'use'; readonly cells: readonly string[] }
  /** Ask each session over its own socket whether it lives, then audit it, then end it. */
  | { readonly type: 'finish' }

export type ClientOut =
  | { readonly type: 'booted'; readonly limits: readonly string[] }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'event'; readonly event: SessionEvent }
  | { readonly type: 'hiccup'; readonly atMs: number; readonly tookMs: number }
  | { readonly type: 'finished' }
