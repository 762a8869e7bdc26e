/** A new connection, and the habit of making one. */
import { connecting } from '../tcp/syn.js'
import { type Ending, type Failed, gaveUp, hasFailed, limited, nobodyThere, refused } from './ending.js'
import type { World } from './world.js'

/** connect() at `atMs`, the protocol's handshake included. */
const connect = (world: World, atMs: number): Ending =>
  limited(unlimited(world, atMs), atMs, world.limits.connect, world)

const unlimited = (world: World, atMs: number): Ending => {
  const { address, stack, timer } = world
  /** What becomes of a SYN that leaves then; `undefined` when nobody hears it. */
  const heard = (ms: number): Ending | undefined => {
    const { answer, toMs } = address.at(ms, Number.POSITIVE_INFINITY)
    if (answer === 'service') return { doneMs: ms }
    if (answer === 'reset' || answer === 'no service') return refused(ms, 'ECONNREFUSED', world)
    return answer === 'kernel' || answer === 'queue' ? { doneMs: toMs } : undefined
  }
  const atOnce = heard(atMs)
  if (atOnce !== undefined && hasFailed(atOnce)) return atOnce

  const send = world.sendFrom(address.at(atMs, Number.POSITIVE_INFINITY).fromMs, atMs)
  const attempts = connecting(stack, { startMs: atMs, timer, send })
  const who =
    attempts.error === 'EHOSTUNREACH'
      ? nobodyThere
      : ({ owner: 'client kernel', setting: 'net.ipv4.tcp_syn_retries', value: stack.synRetries } as const)
  for (const ms of [atMs, ...attempts.sentMs]) {
    const ending = heard(ms)
    const isInTime = ending !== undefined && (hasFailed(ending) || ending.doneMs <= attempts.gaveUpMs)
    // A kernel that answers has the connection, and its service is late.
    if (isInTime || (ending !== undefined && address.at(ms, ms).answer === 'kernel')) return ending
  }
  return gaveUp(attempts, who, world)
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
