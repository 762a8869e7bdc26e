/** What of a TCP stack decides how it treats a silent peer. */
import type { Profile, Timers } from '../scenario/profile.js'
import { linuxNeighbour, type NeighbourTimes } from './neighbour.js'
import { debianHz } from './timer.js'

export interface KeepaliveTimes {
  /** Silence before the first probe, ms. */
  readonly idleMs: number
  /** Between two probes, ms. */
  readonly intervalMs: number
  /** Unanswered probes that end the connection. At least 1. */
  readonly probes: number
}

export interface TcpStack {
  /** Shortest retransmission timeout, ms (TCP_RTO_MIN, `tcp_rto_min_us`). */
  readonly rtoMinMs: number
  /** Longest retransmission timeout, ms (TCP_RTO_MAX, `tcp_rto_max_ms`). */
  readonly rtoMaxMs: number
  /** After so many retransmissions the route is looked up anew; kills nothing (`tcp_retries1`). */
  readonly retries1: number
  /** Not a count but a time: how long so many retransmissions would take at 200 ms (`tcp_retries2`). */
  readonly retries2: number
  /** SYNs sent again at doubling intervals (`tcp_syn_retries`) and, before them, at intervals of 1 s (`tcp_syn_linear_timeouts`). */
  readonly synRetries: number
  readonly synLinearTimeouts: number
  /** What a socket with SO_KEEPALIVE does that sets no times of its own (`tcp_keepalive_time`, `_intvl`, `_probes`). */
  readonly keepalive: KeepaliveTimes
  /** Tail loss probes, RFC 8985 section 7 (`tcp_early_retrans` 3 or 4). */
  readonly tailLossProbe: boolean
  /** TCP_USER_TIMEOUT of the session's socket, ms. Not set when left out. */
  readonly userTimeoutMs?: number
  /** Of neighbours on its own network (`net.ipv4.neigh.eth0.…`). */
  readonly neighbour: NeighbourTimes
  /** Ticks a second of the kernel that plays the stack (CONFIG_HZ). */
  readonly hz: number
}

/** Linux with its own defaults (kernel documentation, networking/ip-sysctl). */
export const linuxStack: TcpStack = {
  rtoMinMs: 200,
  rtoMaxMs: 120_000,
  retries1: 3,
  retries2: 15,
  synRetries: 6,
  synLinearTimeouts: 4,
  keepalive: { idleMs: 7_200_000, intervalMs: 75_000, probes: 9 },
  tailLossProbe: true,
  neighbour: linuxNeighbour,
  hz: debianHz,
}

/** The stack of a kernel with these settings, as they are read from it. @throws RangeError */
export const stackWith = (settings: Readonly<Record<string, string | number>>): TcpStack =>
  stackOf({
    sysctls: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, { value, source: 'the kernel', status: 'measured' }]),
    ),
  })

/** Of the one interface that a client machine has. */
const neighbours = 'neigh.eth0'

/**
 * The stack that a profile's sysctls make of a Linux kernel, towards a socket with these timers; what the profile leaves out is as Linux has it.
 * @throws RangeError
 */
export const stackOf = (
  { sysctls }: Pick<Profile, 'sysctls'>,
  { userTimeout }: Pick<Timers, 'userTimeout'> = {},
): TcpStack => {
  const read = (name: string): number | undefined => {
    const value = sysctls[`net.ipv4.${name}`]?.value
    if (value === undefined) return undefined
    const number = Number(value)
    if (!(number >= 0)) throw new RangeError(`net.ipv4.${name} is ${value}; expected a number of at least 0`)
    return number
  }
  const scaled = (name: string, factor: number): number | undefined => {
    const value = read(name)
    return value === undefined ? undefined : value * factor
  }
  const earlyRetrans = read('tcp_early_retrans')
  const { keepalive, neighbour } = linuxStack
  const reachableMs = read(`${neighbours}.base_reachable_time_ms`)
  return {
    rtoMinMs: scaled('tcp_rto_min_us', 1 / 1000) ?? linuxStack.rtoMinMs,
    rtoMaxMs: read('tcp_rto_max_ms') ?? linuxStack.rtoMaxMs,
    retries1: read('tcp_retries1') ?? linuxStack.retries1,
    retries2: read('tcp_retries2') ?? linuxStack.retries2,
    synRetries: read('tcp_syn_retries') ?? linuxStack.synRetries,
    synLinearTimeouts: read('tcp_syn_linear_timeouts') ?? linuxStack.synLinearTimeouts,
    keepalive: {
      idleMs: scaled('tcp_keepalive_time', 1000) ?? keepalive.idleMs,
      intervalMs: scaled('tcp_keepalive_intvl', 1000) ?? keepalive.intervalMs,
      probes: read('tcp_keepalive_probes') ?? keepalive.probes,
    },
    tailLossProbe: earlyRetrans === undefined ? linuxStack.tailLossProbe : earlyRetrans === 3 || earlyRetrans === 4,
    neighbour: {
      reachableMs: reachableMs === undefined ? neighbour.reachableMs : [reachableMs / 2, reachableMs * 1.5],
      delayMs: scaled(`${neighbours}.delay_first_probe_time`, 1000) ?? neighbour.delayMs,
      intervalMs: read(`${neighbours}.retrans_time_ms`) ?? neighbour.intervalMs,
      unicasts: read(`${neighbours}.ucast_solicit`) ?? neighbour.unicasts,
      broadcasts: read(`${neighbours}.mcast_solicit`) ?? neighbour.broadcasts,
    },
    ...(userTimeout && { userTimeoutMs: userTimeout.value }),
    hz: linuxStack.hz,
  }
}
