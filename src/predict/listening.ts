/**
 * The service pushes and the client only acknowledges. The VM's own data waits for the VM's own kernel, whose timers stand still with it: no tail
 * after a blackout. While the network looks for a VM that runs again, its pushes arrive and their acknowledgements do not, until its kernel
 * repeats the first of them and sends nothing new; in a namespace it then repeats it every second (`net.ipv4.tcp_rto_max_ms`). After a takeover
 * nobody pushes any more, and the client does not find out until it sends something itself.
 */
import type { Lapse } from './address.js'
import { limited } from './ending.js'
import { ping } from './exchange.js'
import { type Account, mend, type Shaped, talk, waited, wellSoFar } from './fate.js'
import { closedByService, givenUpByServer } from './server.js'
import { watch } from './watching.js'
import type { World } from './world.js'

export const listening: Shaped = (world) => {
  const { address, rhythm, usedMs } = world
  // Between two pushes it waits as well.
  let account: Account = waited(wellSoFar, 0, rhythm.pushEveryMs)
  const closed = closedByService(world, account.connectedMs, -(rhythm.quietForMs ?? 0))
  if (closed !== undefined && closed.atMs < usedMs) return mend(world, account, closed, closed.atMs).account.fate
  for (const lapse of address.lapses) {
    const { heardMs, toMs } = unheard(lapse, world)
    const isKnown = toMs < Number.POSITIVE_INFINITY && address.at(toMs, account.connectedMs).answer !== 'reset'
    const failure =
      givenUpByServer(world, lapse, lapse.fromMs, usedMs, true) ??
      waitForPush(world, account.connectedMs, heardMs, isKnown ? toMs : usedMs) ??
      ping(world, account.connectedMs, lapse)
    if (failure !== undefined) {
      const { account: after, again } = mend(world, account, failure, heardMs)
      if (again === undefined) return after.fate
      account = waited(after, heardMs, again.doneMs)
    } else if (isKnown) account = waited(account, heardMs, toMs)
    else return talk(world, account, usedMs, heardMs).account.fate
  }
  return talk(world, account, usedMs).account.fate
}

/** When something was heard before the lapse, and when the VM is heard again. */
const unheard = ({ kind, fromMs, toMs }: Lapse, { rhythm, offset }: World) =>
  kind === 'blackout'
    ? { heardMs: fromMs - offset * rhythm.pushEveryMs, toMs }
    : { heardMs: Math.min(fromMs + firstRtoMs, toMs), toMs: toMs + offset * cappedRtoMs }

/** The VM's retransmission timeout, and its cap. */
const firstRtoMs = 200
const cappedRtoMs = 1000

const waitForPush = (world: World, connectedMs: number, heardMs: number, nextMs: number) => {
  const watched = watch(world, connectedMs, heardMs, nextMs) ?? { doneMs: nextMs }
  const ending = limited(watched, heardMs, world.limits.exchange, world)
  return 'decides' in ending ? ending : undefined
}
