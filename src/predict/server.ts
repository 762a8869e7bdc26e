/** What ends a connection on the VM's side while its client waits: the service's idle timer, and the limits of the VM's kernel. */
import { probing } from '../tcp/keepalive.js'
import { retransmit } from '../tcp/retransmission.js'
import type { Lapse } from './address.js'
import type { Failed } from './ending.js'
import type { World } from './world.js'

/** Ended by the service, over whose connection nothing has come since `heardMs`; `undefined` where it has no timer for that. */
export const closedByService = (world: World, connectedMs: number, heardMs: number): Failed | undefined => {
  const { address, patience } = world
  const { idleTimeout, clock } = patience
  if (idleTimeout === undefined) return undefined
  let atMs = heardMs + idleTimeout.value
  for (const { kind, fromMs, toMs } of address.lapses) {
    if (kind !== 'blackout' || toMs <= heardMs || fromMs >= atMs) continue
    if (clock === 'stops') atMs += toMs - Math.max(fromMs, heardMs)
    else atMs = Math.max(atMs, toMs)
  }
  // Another machine has another service.
  if (!Number.isFinite(atMs) || address.at(atMs, connectedMs).answer === 'reset') return undefined
  const { setting, value } = idleTimeout
  return { atMs, code: null, decides: { owner: 'service', setting, value, firedAtMs: atMs, afterBack: true } }
}

/**
 * Given up by the VM's kernel, which runs on while its VM is suspended (CONTRIBUTING.md): its probes, or what it has pushed while the network looked for it,
 * were not answered.
 * @param heardMs when it last heard the client before the lapse
 * @param usedMs when the client says something again, and learns of it; of probes that reach it, by the RST that comes after them
 */
export const givenUpByServer = (
  world: World,
  lapse: Lapse,
  heardMs: number,
  usedMs: number,
  pushes: boolean,
): Failed | undefined => {
  const { guestStack: stack, patience, timer, address } = world
  // Once it pushes again, it no longer probes.
  const untilMs = pushes ? lapse.toMs : foundMs(world, lapse)
  if (!['nobody', 'queue', 'reset', 'unreachable'].includes(lapse.answer) || address.isTakenOver) return undefined
  const ended = (gaveUpMs: number, atMs: number, setting: string, value: number): Failed | undefined =>
    gaveUpMs >= untilMs
      ? undefined
      : {
          atMs,
          code: 'ECONNRESET',
          decides: { owner: 'server kernel', setting, value, firedAtMs: gaveUpMs, afterBack: gaveUpMs >= lapse.toMs },
        }
  if (pushes && lapse.kind === 'path-repair') {
    const { gaveUpMs } = retransmit(stack, { rtoMs: stack.rtoMinMs, startMs: lapse.fromMs, untilMs, timer })
    return ended(gaveUpMs, usedMs, 'net.ipv4.tcp_retries2', stack.retries2)
  }
  if (!patience.keepalive) return undefined
  const { gaveUpMs } = probing(stack, stack.keepalive, { heardMs, timer })
  const isHeard = address.lapses.some(
    ({ kind, fromMs, toMs }) => kind === 'path-repair' && fromMs <= gaveUpMs && gaveUpMs < toMs,
  )
  return ended(gaveUpMs, isHeard ? gaveUpMs : usedMs, 'net.ipv4.tcp_keepalive_time', stack.keepalive.idleMs / 1000)
}

/** When what the client sends reaches the VM again: after the search for it. */
const foundMs = ({ address }: World, lapse: Lapse): number =>
  address.lapses.find(({ kind, fromMs }) => kind === 'path-repair' && fromMs === lapse.toMs)?.toMs ?? lapse.toMs
