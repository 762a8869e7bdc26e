/** Silent over the whole migration, and used again after it. */
import { nodeKeepalive } from '../tcp/keepalive.js'
import { mend, type Shaped, talk, wellSoFar } from './fate.js'
import { watch } from './watching.js'

export const idle: Shaped = (world) => {
  const { rhythm, timers, stack, offset, usedMs } = world
  const { idleMs } = timers.keepalive?.idleMs === undefined ? stack.keepalive : nodeKeepalive(timers.keepalive.idleMs)
  const quietForMs = rhythm.quietForMs ?? offset * idleMs
  const failure = watch(world, wellSoFar.connectedMs, -quietForMs, usedMs)
  if (failure === undefined) return talk(world, wellSoFar, usedMs).account.fate
  const { account, again } = mend(world, wellSoFar, failure, failure.atMs)
  return again === undefined ? account.fate : talk(world, account, Math.max(usedMs, again.doneMs)).account.fate
}
