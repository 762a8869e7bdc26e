/** What is said of a session before anything runs. */
import type { Verdict } from '../cell.js'
import type { Cause } from '../result.js'

/** The timer or the answer that decides a session's fate. */
export interface Decider extends Pick<Cause, 'owner' | 'setting' | 'value'> {
  /** From the start of the migration, ms. */
  readonly firedAtMs: number
  /**
   * The last moment at which an answer would have saved the session, ms from the start of the migration: its last retransmission or probe.
   * Left out where the timer itself is that moment.
   */
  readonly lastTryMs?: number
  /** It fired although the VM was back: the last try had fallen into the silence. */
  readonly afterBack: boolean
}

export type PredictedVerdict = Exclude<Verdict, 'inconclusive'>

/** One way it may go. */
export interface Possibility {
  readonly verdict: PredictedVerdict
  /** Of all moments at which the silence may begin within the session's rhythm and the kernels' clocks, 0 to 1. */
  readonly share: number
  /** The longest time in which the session gets nothing done, or waits until it dies, ms. */
  readonly stallMs: { readonly min: number; readonly typical: number; readonly max: number }
  /** When it was decided, from the start of the migration, ms; `null` for a connection that lived. */
  readonly decidedAtMs: { readonly min: number; readonly max: number } | null
  /** What ended it, also where it connected anew after that; `null` for a connection that lived. */
  readonly decides: Decider | null
}

/** How far away another verdict is, if the longest blackout were longer, or all that are as long as it shorter. */
export interface Limit {
  /** So much longer or shorter, ms. More than 0. */
  readonly byMs: number
  /** The likeliest verdict then, and what decides it. */
  readonly verdict: PredictedVerdict
  readonly decides: Decider | null
}

export interface Prediction extends Possibility {
  /** All that may come, likeliest first; more than one is an "either". */
  readonly either: readonly Possibility[]
  readonly margin: {
    /** `null` where no change within a day brings another verdict. */
    readonly longer: Limit | null
    readonly shorter: Limit | null
    /** The nearer of the two, ms. */
    readonly ms: number | null
  }
  /** One line for a person. */
  readonly text: string
}
