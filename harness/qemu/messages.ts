/** What is said to a guest's first process, and by it, besides what every VM's is told (`harness/vm/messages.ts`). */

export type GuestIn =
  /** What do your clocks say? */
  { readonly type: 'clock?'; readonly n: number } | ({ readonly type: 'write-memory' } & MemoryLoad)

export type GuestOut =
  | { readonly type: 'clock'; readonly n: number; readonly monotonicMs: number; readonly realtimeMs: number }
  /** All of its memory that was to be full is, and from now on it is written at the rate that was asked for. */
  | { readonly type: 'memory-filled' }

/** How a guest's memory is used. */
export interface MemoryLoad {
  /** So much is filled with what is not zero, once. */
  readonly fillMiB: number
  /** So much of that is written again and again … */
  readonly hotMiB: number
  /** … at this rate, in pages of 4 KiB that lie anywhere in it. */
  readonly hotMBPerS: number
  readonly coldMBPerS: number
}
