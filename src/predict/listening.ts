/**
 * The service pushes and the client only acknowledges. The VM's own data waits for the VM's own kernel, whose timers stand still with it (in a
 * namespace they are capped at 1 s), and the first push of a VM that is back shows the network where it is: no tail, no path to
 * repair. After a takeover nobody pushes any more, and the client does not find out until it sends something itself.
 */
import { limited } from './ending.js'
import { type Account, mend, type Shaped, talk, waited, wellSoFar } from './fate.js'
import { watch } from './watching.js'
import type { World } from './world.js'

export const listening: Shaped = (world) => {
  const { address, rhythm, usedMs } = world
  let account: Account = wellSoFar
  for (const { fromMs, toMs } of address.frozen) {
    const heardMs = fromMs - world.offset * rhythm.paceMs
    const isKnown = toMs < Number.POSITIVE_INFINITY && address.at(toMs, account.connectedMs).answer !== 'reset'
    const failure = waitForPush(world, account.connectedMs, heardMs, isKnown ? toMs : usedMs)
    if (failure !== undefined) {
      const { account: after, again } = mend(world, account, failure, heardMs)
      if (again === undefined) return after.fate
      account = waited(after, heardMs, again.doneMs)
    } else if (isKnown) account = waited(account, heardMs, toMs)
    else return talk(world, account, usedMs, heardMs).account.fate
  }
  return talk(world, account, usedMs).account.fate
}

const waitForPush = (world: World, connectedMs: number, heardMs: number, nextMs: number) => {
  const watched = watch(world, connectedMs, heardMs, nextMs) ?? { doneMs: nextMs }
  const ending = limited(watched, heardMs, world.timers.exchangeTimeout, world)
  return 'decides' in ending ? ending : undefined
}
