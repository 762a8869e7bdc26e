/** One of the many ways in which the clocks of a session, its kernel and the migration may stand to each other. */
import type { Patience } from '../guest.js'
import type { Topology } from '../plan.js'
import type { OwnLimit } from '../scenario/library-timers.js'
import type { Timers } from '../scenario/profile.js'
import { type Send, toldUnreachable } from '../tcp/attempts.js'
import { silentNeighbour } from '../tcp/neighbour.js'
import type { TcpStack } from '../tcp/stack.js'
import { inWheel, shifted, type Timer } from '../tcp/timer.js'
import type { Address } from './address.js'
import type { Rhythm } from './rhythm.js'

/** What does not depend on chance. */
export interface Setting {
  readonly address: Address
  readonly stack: TcpStack
  readonly timers: Timers
  readonly rhythm: Rhythm
  /** The VM's side: what its service does about silence, and its kernel. */
  readonly patience: Patience
  readonly guestStack: TcpStack
  readonly topology: Topology
  /** When an idle or listening session is used again, ms from the start of the migration. */
  readonly usedMs: number
  readonly rtoMs: number
  /** How long its program and its library wait, at most: for a connection, and for an answer. */
  readonly limits: Readonly<Record<'connect' | 'exchange', readonly OwnLimit[]>>
}

export interface World extends Setting {
  /** Where in its rhythm the session is when the migration starts, 0 to 1. */
  readonly offset: number
  /** The client's kernel's timers, on the migration's clock. */
  readonly timer: Timer
  /** The way out from a moment when the VM was heard; something else has been sent to it again and again until `usedMs`. */
  sendFrom(heardMs: number, usedMs?: number): Send
}

/** So many ways are looked at; even numbers of them fall into all parts of the rhythm. */
export const manyWays = 64

const told = toldUnreachable()

/** The slowest spoke of the kernel's wheel that matters here turns once in so many ms. */
const wheelMs = 2 ** 19
/** Longer than any session is silent before a migration, so that no time on the kernel's clock is negative. */
const longAgoMs = 2 ** 27

/** Fractions that fill the unit cube evenly, without chance: the same plan has the same prediction (additive recurrence). */
const spread = (way: number, dimension: 0 | 1 | 2): number => (0.5 + (way + 1) / goldenPowers[dimension]) % 1

const golden = 1.2207440846057596
const goldenPowers = [golden, golden ** 2, golden ** 3] as const

/** @param way 0, 1, 2 … */
export const worldOf = (setting: Setting, way: number): World => {
  const { stack, topology, address } = setting
  const timer = shifted(inWheel(stack.hz), longAgoMs + spread(way, 1) * wheelMs)
  const [leastMs, mostMs] = stack.neighbour.reachableMs
  const reachableMs = leastMs + spread(way, 2) * (mostMs - leastMs)
  return {
    ...setting,
    offset: spread(way, 0),
    timer,
    sendFrom(heardMs, usedMs = heardMs) {
      const send: Send =
        topology === 'l2'
          ? silentNeighbour(timer, heardMs, reachableMs, stack.neighbour)
          : (atMs) => ({ triesMs: [atMs] })
      const doubtedMs = heardMs + reachableMs
      if (usedMs > doubtedMs) send(doubtedMs)
      return (atMs) => (address.at(atMs, Number.POSITIVE_INFINITY).answer === 'unreachable' ? told(atMs) : send(atMs))
    },
  }
}
