/** A new connection, and the habit of making one. */
import { connecting } from '../tcp/syn.js'
import { type Ending, type Failed, gaveUp, hasFailed, limited, refused } from './ending.js'
import type { World } from './world.js'

/** connect() at `atMs`, the protocol's handshake included. */
const connect = (world: World, atMs: number): Ending =>
  limited(unlimited(world, atMs), atMs, world.timers.connectTimeout, world)

const unlimited = (world: World, atMs: number): Ending => {
  const { address, stack, timer } = world
  const synRetries = { owner: 'client kernel', setting: 'net.ipv4.tcp_syn_retries', value: stack.synRetries } as const
  const send = world.sendFrom(address.at(atMs, Number.POSITIVE_INFINITY).fromMs)
  const attempts = connecting(stack, { startMs: atMs, timer, send })
  for (const tryMs of [atMs, ...attempts.sentMs]) {
    const { answer, toMs } = address.at(tryMs, Number.POSITIVE_INFINITY)
    if (answer === 'service') return { doneMs: tryMs }
    if (answer === 'reset' || answer === 'no service') return refused(tryMs, 'ECONNREFUSED')
    if (answer === 'kernel') return { doneMs: toMs }
    if (answer === 'queue' && toMs <= attempts.gaveUpMs) return { doneMs: toMs }
  }
  return gaveUp(attempts, synRetries, world)
}

/** What the client does about a failure: connects anew if that is its habit, again and again. Done is when it has a connection. */
export const connectAnew = (world: World, failure: Failed): Ending => {
  const { reconnect } = world.timers
  let last = failure
  let atMs = failure.atMs
  while (reconnect?.value.some((code) => code === last.code) && atMs - failure.atMs <= reconnect.forMs) {
    const ending = connect(world, atMs + reconnect.everyMs)
    if (!hasFailed(ending)) return ending
    last = ending
    atMs = ending.atMs
  }
  return last
}
