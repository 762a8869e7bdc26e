/** What the history says of crowds: of each of their sessions a row, and of all of them together what no row can say. */
import type { Seen } from './history.js'

/** What was seen of a crowd, `crowd` being its cell. A part of it is what one client process holds, from an address of its own. */
export type CrowdEvent = {
  readonly crowd: string
  readonly atMs: number
} /** Once a second. `allDoneMs`: each session that is not over has got something done then or later; left out until each has. */ & (
  | {
      readonly type: 'crowd-counted'
      readonly part: number
      readonly sessions: number
      readonly opened: number
      readonly over: number
      readonly allDoneMs?: number
    }
  /** What is kept of some of its sessions, of which `first` is the number of the first. */
  | {
      readonly type: 'crowd-told'
      readonly part: number
      readonly address: string
      readonly first: number
      readonly members: readonly CrowdMember[]
    }
  /**
   * Of all sessions of a part together. `baseline`: how long exchanges took before the migration, in µs, as a compressed HdrHistogram. `slots`: those that
   * ended since, some time each.
   */
  | { readonly type: 'crowd-summed'; readonly part: number; readonly baseline: string; readonly slots: readonly Slot[] }
  /** What its processes had taken by then. */
  | {
      readonly type: 'crowd-measured'
      readonly when: 'empty' | 'open' | 'over'
      readonly clients: Usage
      readonly services: Usage
    }
)

/** What is kept of a session of a crowd, however long it lives and however often it talks. */
export type CrowdMember = readonly [
  port: number,
  connectedMs: number,
  connectTookMs: number,
  exchanges: number,
  /** Since shortly before the migration: those that took longest, and the first after each failure, in order. */
  kept: readonly (readonly [endMs: number, tookMs: number])[],
  asked: readonly [atMs: number, alive: boolean, tookMs: number] | null,
  audited: readonly [atMs: number, acknowledged: number, lost: number, duplicated: number, corrupted: number] | null,
  /** Whatever else happened to it, in full, but of very many things only the first and the last. */
  others: readonly Seen[],
]

/** When the first and the last exchange of a slot ended, when the one began that began last, and how many there were. */
export type Slot = readonly [firstEndMs: number, lastEndMs: number, lastBegunMs: number, count: number]

/** Of some processes together: what they hold in memory, and the time of the CPU that they have had. */
export interface Usage {
  readonly processes: number
  readonly bytes: number
  readonly cpuMs: number
}
