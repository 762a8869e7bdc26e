/** What the run and a VM's first process say to each other. */

import type { Patience } from '../../src/guest.js'
import type { EventOf } from '../../src/history.js'
import type { SeenConnection } from '../sessions/kind.js'
import type { SessionWanted } from '../sessions/program.js'
import type { Sysctls } from '../sysctls.js'

export interface ServiceToRun extends SessionWanted {
  readonly host: string
  readonly port: number
  readonly path?: string
  /** Ports of the processes that serve parts of crowds beside it. */
  readonly parts?: readonly number[]
  /** It is such a process: of connections only those are told, many at a time, that clients did not simply end. */
  readonly isPart?: boolean
  readonly dataDir: string
  readonly patience: Patience
}

export type VmIn =
  | {
      readonly type: 'boot'
      readonly name: string
      readonly originMs: number
      readonly scratch: string
      readonly output: string
      readonly sysctls: Sysctls
      readonly services: readonly ServiceToRun[]
    }
  | { readonly type: 'start' }
  /** Are you there? */
  | { readonly type: 'there?' }

export type VmOut =
  /** The machine runs; its services do not yet. */
  | { readonly type: 'booted'; readonly limits: readonly string[]; readonly sysctls: Readonly<Record<string, string>> }
  | { readonly type: 'there' }
  /** All services listen. */
  | { readonly type: 'ready' }
  /** One of them has ended by itself. */
  | { readonly type: 'service-ended'; readonly atMs: number; readonly session: string; readonly detail: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'hiccup'; readonly atMs: number; readonly tookMs: number }
  | {
      readonly type: 'connections-ended'
      readonly atMs: number
      readonly session: string
      readonly ended: EventOf<'connections-ended'>['ended']
    }
  | ({ readonly type: 'connection'; readonly atMs: number; readonly session: string } & SeenConnection)
