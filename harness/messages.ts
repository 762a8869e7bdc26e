/** What the command and the runner, its process inside the namespaces, say to each other. */
import type { HistoryEvent } from '../src/history.js'
import type { ResolvedScenario } from '../src/scenario/scenario.js'
import type { Machinery } from './engines/engine.js'
import type { EngineName } from './engines/index.js'

export interface Job {
  readonly scenario: ResolvedScenario
  readonly engine: EngineName
  readonly recordDir: string
  /** An existing folder that the runner may hide behind a file system of its own; `null` to be given one to fill. */
  readonly scratch: { readonly mountOver: string } | { readonly folder: string }
  /** An existing folder for the VMs' cgroups; left out where they are frozen by signals. */
  readonly cgroups?: string
  /** For real guests. */
  readonly machinery?: Machinery
  readonly outlive: string
  /** Packet captures are wanted. */
  readonly pcap: boolean
}

export type RunnerIn = { readonly type: 'job'; readonly job: Job } | { readonly type: 'abort' }

export type RunnerOut =
  | { readonly type: 'event'; readonly event: HistoryEvent }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'done' }
