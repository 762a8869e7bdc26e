/** Silent over the whole migration, and used again after it. */
import { keepaliveTimes } from '../tcp/keepalive.js'
import { ping } from './exchange.js'
import { mend, type Shaped, talk, wellSoFar } from './fate.js'
import { watch } from './watching.js'

export const idle: Shaped = (world) => {
  const { rhythm, timers, stack, offset, usedMs, address } = world
  const { idleMs } = keepaliveTimes(stack, timers.keepalive ?? {})
  const quietForMs = rhythm.quietForMs ?? offset * idleMs
  const { connectedMs } = wellSoFar
  const failure =
    watch(world, connectedMs, -quietForMs, usedMs) ??
    firstOf(address.lapses, (lapse) => ping(world, connectedMs, lapse))
  if (failure === undefined) return talk(world, wellSoFar, usedMs).account.fate
  const { account, again } = mend(world, wellSoFar, failure, failure.atMs)
  return again === undefined ? account.fate : talk(world, account, Math.max(usedMs, again.doneMs)).account.fate
}

const firstOf = <Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined => {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
