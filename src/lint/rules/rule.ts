/** A rule finds settings of one subject that contradict each other, whatever the pause. */
import type { Timers } from '../../scenario/profile.js'
import type { TcpStack } from '../../tcp/stack.js'
import type { Found, Subject } from '../found.js'

export interface Ruled {
  readonly subject: Subject
  readonly timers: Timers
  readonly stack: TcpStack
  /** Where one of these settings is written, if it is. */
  find(...settings: string[]): Found | undefined
  /** A load balancer on the way forgets connections that say nothing for so long, ms. */
  readonly balancerIdleMs?: number | undefined
}

export interface Contradiction {
  /** Where it is best mended; the subject's own place when left out. */
  readonly at?: Found | undefined
  readonly text: string
}

export type Rule = (ruled: Ruled) => Contradiction | undefined
