/** What becomes of a session over a whole migration. */
import { connectAnew } from './connect.js'
import { type Done, type Failed, hasFailed } from './ending.js'
import { exchange } from './exchange.js'
import type { Decider } from './prediction.js'
import type { World } from './world.js'

export interface Fate {
  readonly end: 'lived' | 'reconnected' | 'died'
  readonly stallMs: number
  readonly decides: Decider | null
}

/** How a shape of session fares. */
export type Shaped = (world: World) => Fate

/** Keeps account of a session while its story is told. */
export interface Account {
  /** When the connection that it has now was made; before the migration to begin with. */
  readonly connectedMs: number
  readonly fate: Fate
}

export const wellSoFar: Account = {
  connectedMs: Number.NEGATIVE_INFINITY,
  fate: { end: 'lived', stallMs: 0, decides: null },
}

/** It waited from `sinceMs` to `toMs`, and all was well after that. */
export const waited = (account: Account, sinceMs: number, toMs: number): Account => {
  const { connectedMs, fate } = account
  const stallMs = toMs - sinceMs
  // Mostly it is not the longest wait so far.
  return stallMs <= fate.stallMs ? account : { connectedMs, fate: { ...fate, stallMs } }
}

/** An exchange that is begun at `atMs`, and again on each new connection until it is done or the session is dead. */
export const talk = (
  world: World,
  account: Account,
  atMs: number,
  sinceMs = atMs,
): { account: Account; doneMs: number | undefined } => {
  let now = account
  let beginsMs = atMs
  for (;;) {
    const ending = exchange(world, now.connectedMs, beginsMs)
    if (!hasFailed(ending)) return { account: waited(now, sinceMs, ending.doneMs), doneMs: ending.doneMs }
    const { account: after, again } = mend(world, now, ending, sinceMs)
    if (again === undefined) return { account: after, doneMs: undefined }
    now = after
    beginsMs = again.doneMs
  }
}

/** After a failure: on a new connection, or dead. */
export const mend = (
  world: World,
  account: Account,
  failure: Failed,
  sinceMs: number,
): { account: Account; again: Done | undefined } => {
  const again = connectAnew(world, failure)
  const { stallMs } = account.fate
  if (!hasFailed(again)) {
    const fate: Fate = { end: 'reconnected', stallMs, decides: account.fate.decides ?? failure.decides }
    return { account: { connectedMs: again.doneMs, fate }, again }
  }
  const fate: Fate = { end: 'died', stallMs: Math.max(stallMs, again.atMs - sinceMs), decides: again.decides }
  return { account: { ...account, fate }, again: undefined }
}
