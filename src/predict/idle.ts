/** Silent over the whole migration, and used again after it. */
import { keepaliveTimes } from '../tcp/keepalive.js'
import type { Failed } from './ending.js'
import { ping } from './exchange.js'
import { mend, type Shaped, talk, wellSoFar } from './fate.js'
import { closedByService, givenUpByServer } from './server.js'
import { watch } from './watching.js'
import type { World } from './world.js'

export const idle: Shaped = (world) => {
  const { usedMs } = world
  const failure = firstFailure(world)
  if (failure === undefined) return talk(world, wellSoFar, usedMs).account.fate
  const { account, again } = mend(world, wellSoFar, failure, failure.atMs)
  return again === undefined ? account.fate : talk(world, account, Math.max(usedMs, again.doneMs)).account.fate
}

/** What ends a connection over which nothing is said until `usedMs`, from either side. */
const firstFailure = (world: World): Failed | undefined => {
  const { rhythm, timers, stack, guestStack, offset, usedMs, address } = world
  const { connectedMs } = wellSoFar
  const quietForMs = rhythm.quietForMs ?? offset * keepaliveTimes(stack, timers.keepalive ?? {}).idleMs
  const closed = closedByService(world, connectedMs, -quietForMs)
  const probedForMs = offset * guestStack.keepalive.idleMs
  return [
    watch(world, connectedMs, -quietForMs, usedMs),
    closed !== undefined && closed.atMs < usedMs ? closed : undefined,
    ...address.lapses.flatMap((lapse) => [
      ping(world, connectedMs, lapse),
      givenUpByServer(world, lapse, lapse.fromMs - probedForMs, usedMs, false),
    ]),
  ].reduce((first, each) => (first === undefined || (each !== undefined && each.atMs < first.atMs) ? each : first))
}
