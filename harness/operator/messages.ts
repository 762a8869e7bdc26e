/** What the runner and its operator say to each other. Orders that were given together arrive together. */
import type { Done } from '../turns.js'
import type { Acts, Place } from './acts.js'

export interface Order {
  readonly id: number
  /** Whose turn it is to be done in: orders of one machine follow one another. */
  readonly machine: string | undefined
  readonly act: keyof Acts | 'lasts'
  readonly given: readonly unknown[]
}

export type OperatorIn =
  | { readonly type: 'orders'; readonly orders: readonly Order[] }
  | { readonly type: 'called-off' }

export interface Answer {
  readonly id: number
  /** Or what went wrong. */
  readonly done: Done<unknown> | string
}

export interface OperatorData extends Place {
  readonly originMs: number
}
