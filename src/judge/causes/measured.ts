/** From what the kernel said of a socket to what its timers did, and to the settings with which it would have outlived the silence (`src/tcp`). */
import type { EventOf } from '../../history.js'
import { type Attempts, intoSilence, type Send, toldUnreachable } from '../../tcp/attempts.js'
import { nodeKeepalive, probing } from '../../tcp/keepalive.js'
import { type Loss, retransmit } from '../../tcp/retransmission.js'
import { linuxRtoMs } from '../../tcp/rto.js'
import { stackOf, type TcpStack } from '../../tcp/stack.js'
import { connecting } from '../../tcp/syn.js'
import type { CellFacts, Facts } from '../facts.js'

/** The client machine's stack. */
export const clientStack = ({ cell }: Pick<CellFacts, 'cell'>, { run }: Facts): TcpStack =>
  stackOf(run.profiles[cell.profile] ?? { sysctls: {} })

type Info = Readonly<Record<string, string>>

/** The timeout before any back-off, ms, from `rtt:srtt/rttvar`. */
export const rtoOf = (stack: TcpStack, info: Info): number => {
  const [srttMs = 0, rttvarMs = 0] = (info.rtt ?? '').split('/').map((text) => Number(text) || 0)
  return linuxRtoMs(stack, { srttMs, rttvarMs })
}

/** How often the timer had been doubled when the socket ended: so many timeouts. `undefined` where that cannot be told. */
export const timeoutsOf = (stack: TcpStack, info: Info): number | undefined => {
  if (info.backoff !== undefined) return Number(info.backoff)
  const rtoMs = Number(info.rto)
  if (!(rtoMs > 0) || rtoMs >= stack.rtoMaxMs) return undefined
  const doublings = Math.log2(rtoMs / rtoOf(stack, info))
  const isWhole = Math.abs(doublings - Math.round(doublings)) < 0.1
  return isWhole && doublings > 0.5 ? Math.round(doublings) : undefined
}

/** A loss on this socket, as its round trips and its wire were. */
export const lossOf = (
  stack: TcpStack,
  startMs: number,
  info: Info,
  { cell, overMs }: Pick<CellFacts, 'cell'> & { readonly overMs?: number | undefined },
): Loss => ({
  send: cell.wire === 'unreachable' ? toldUntil(overMs) : intoSilence,
  rtoMs: rtoOf(stack, info),
  srttMs: Number(info.rtt?.split('/')[0]) || 0,
  startMs,
})

/** While the VM is away somebody says so. */
const toldUntil = (overMs = Number.POSITIVE_INFINITY): Send => {
  const told = toldUnreachable()
  return (atMs) => (atMs < overMs ? told(atMs) : intoSilence(atMs))
}

/** The kernel keeps these counts in one byte, and takes no more than 127 SYNs (net/ipv4/sysctl_net_ipv4.c). */
const [mostTries, mostSyns] = [255, 127]

/** The smallest `tcp_retries2` with which something would have been sent again at `overMs` or later. */
export const retriesNeeded = (stack: TcpStack, loss: Loss, overMs: number): number | undefined =>
  smallest(stack.retries2 + 1, mostTries, (retries2) => {
    const { gaveUpMs, sentMs } = retransmit({ ...stack, retries2 }, { ...loss, untilMs: overMs })
    return gaveUpMs === Number.POSITIVE_INFINITY || isTriedFrom(overMs, sentMs)
  })

export const synsNeeded = (stack: TcpStack, startMs: number, overMs: number): number | undefined =>
  smallest(stack.synRetries + 1, mostSyns, (synRetries) =>
    isTriedFrom(overMs, connecting({ ...stack, synRetries }, { startMs }).sentMs),
  )

/** The smallest `tcp_keepalive_probes` with which a probe would have left at `overMs` or later. */
export const probesNeeded = (stack: TcpStack, heardMs: number, overMs: number): number | undefined =>
  smallest(stack.keepalive.probes + 1, mostTries, (probes) =>
    isTriedFrom(overMs, probing(stack, { ...stack.keepalive, probes }, { heardMs }).sentMs),
  )

/** The shortest idle time, in whole seconds, of a client that has Node's interval and count, with which a probe would have left at `overMs` or later. */
export const idleNeeded = (stack: TcpStack, idleMs: number, heardMs: number, overMs: number): number | undefined => {
  const second = 1000
  const longest = Math.ceil((overMs - heardMs) / second)
  const found = smallest(Math.floor(idleMs / second) + 1, longest, (count) =>
    isTriedFrom(overMs, probing(stack, nodeKeepalive(count * second), { heardMs }).sentMs),
  )
  return found === undefined ? undefined : found * second
}

/** The last try before a silence was over, and the first one after it; as the kernel's sources say, not as they were seen. */
export const triesAround = (
  overMs: number,
  { sentMs }: Pick<Attempts, 'sentMs'>,
): { lastMs: number; nextMs: number } | undefined => {
  const lastMs = sentMs.findLast((ms) => ms < overMs)
  const nextMs = sentMs.find((ms) => ms >= overMs)
  return lastMs === undefined || nextMs === undefined ? undefined : { lastMs, nextMs }
}

const isTriedFrom = (overMs: number, sentMs: readonly number[]): boolean => (sentMs.at(-1) ?? 0) >= overMs

const smallest = (from: number, most: number, isEnough: (value: number) => boolean): number | undefined => {
  for (let value = from; value <= most; value++) if (isEnough(value)) return value
  return undefined
}

/** `needed` of a cause: nothing where the VM never came back, or another machine came that knows none of its connections. */
export const neededFor = (
  { cell }: Pick<CellFacts, 'cell'>,
  overMs: number | undefined,
  setting: string,
  find: (overMs: number) => number | undefined,
): { setting: string; value: number } | null => {
  if (overMs === undefined || cell.plan.outcome === 'replaced') return null
  const value = find(overMs)
  return value === undefined ? null : { setting, value }
}

/** When a socket's last segment had left, and when it had last heard the other end. */
export const lastSentMs = ({ atMs, info }: EventOf<'socket-destroyed'>): number => atMs - Number(info.lastsnd ?? 0)
export const lastHeardMs = ({ atMs, info }: EventOf<'socket-destroyed'>): number =>
  atMs -
  Math.min(
    ...[info.lastrcv, info.lastack].map((text) => (text === undefined ? Number.POSITIVE_INFINITY : Number(text))),
  )
