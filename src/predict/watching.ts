/** A connection on which the client says nothing: only SO_KEEPALIVE looks whether the VM is there. */
import { keepaliveTimes, probing } from '../tcp/keepalive.js'
import { type Failed, gaveUp, refused, userTimeoutOf } from './ending.js'
import type { World } from './world.js'

/**
 * Waits until `untilMs` for nothing in particular. @returns what ended it, or `undefined`
 * @param heardMs when the VM was last heard
 */
export const watch = (world: World, connectedMs: number, heardMs: number, untilMs: number): Failed | undefined => {
  const { stack, timers, timer, address } = world
  if (timers.keepalive?.value !== true) return undefined
  const { idleMs, setting } = timers.keepalive
  const times = keepaliveTimes(stack, timers.keepalive)
  const who =
    userTimeoutOf(world) ??
    (idleMs === undefined
      ? ({ owner: 'client kernel', setting: 'net.ipv4.tcp_keepalive_time', value: times.idleMs / 1000 } as const)
      : ({ owner: 'application', setting, value: idleMs } as const))
  let lastMs = heardMs
  for (;;) {
    // No timer fires early.
    if (lastMs + times.idleMs >= untilMs) return undefined
    const probes = probing(stack, times, { heardMs: lastMs, timer })
    let heardAgainMs: number | undefined
    for (const atMs of probes.sentMs) {
      if (atMs >= untilMs) return undefined
      const { answer, toMs } = address.at(atMs, connectedMs)
      if (answer === 'reset' || answer === 'no service') return refused(atMs, 'ECONNRESET', world)
      if (answer === 'service' || answer === 'kernel') heardAgainMs = lastOfMany(atMs, toMs, atMs - lastMs)
      if (answer === 'queue' && toMs < probes.gaveUpMs) heardAgainMs = toMs
      if (heardAgainMs !== undefined) break
    }
    if (heardAgainMs === undefined) {
      return probes.gaveUpMs < untilMs ? gaveUp(probes, who, world) : undefined
    }
    // In calm again: nothing more can happen to it.
    if (heardAgainMs > address.endMs) return undefined
    lastMs = heardAgainMs
  }
}

/** Of the probes that are answered until `toMs`, one of the last: the first was at `atMs`, and they are `everyMs` apart. */
const lastOfMany = (atMs: number, toMs: number, everyMs: number): number => {
  const many = Math.floor((toMs - atMs) / everyMs) - 1
  return Number.isFinite(many) && many > 0 ? atMs + many * everyMs : atMs
}
