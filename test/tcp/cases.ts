/** Cases that `wire.mjs` plays on this kernel, and what `src/tcp` says about each. */
import { type Attempts, toldUnreachable } from '../../src/tcp/attempts.js'
import { nodeKeepalive, probing } from '../../src/tcp/keepalive.js'
import { silentNeighbour } from '../../src/tcp/neighbour.js'
import { retransmit } from '../../src/tcp/retransmission.js'
import { linuxRtoMs } from '../../src/tcp/rto.js'
import { stackOf, type TcpStack } from '../../src/tcp/stack.js'
import { connecting } from '../../src/tcp/syn.js'
import { typically } from '../../src/tcp/timer.js'
import { retransmitFor } from '../../src/tcp/user-timeout.js'
import { probeWindow } from '../../src/tcp/zero-window.js'

export interface Case {
  readonly play: {
    readonly act: 'write' | 'write-many' | 'connect' | 'keepalive' | 'zero-window'
    /** Who is in the server's place; nobody when left out. */
    readonly instead?: 'unreachable' | 'reset' | 'frozen'
    readonly sysctls?: Readonly<Record<string, number>>
    readonly [more: string]: unknown
  }
  /** The stack is what the case's sysctls make of Linux, as a profile's do. What never gives up does not end within `forMs`. */
  readonly says: (stack: TcpStack) => Attempts
}

const lan = { srttMs: 0.2 }
const lossOn = (stack: TcpStack, segments = 1) => ({ rtoMs: linuxRtoMs(stack, lan), ...lan, segments })
const short = { 'net.ipv4.tcp_retries2': 3, 'net.ipv4.tcp_rto_min_us': 50_000 }
const noProbe = { 'net.ipv4.tcp_early_retrans': 0 }
const soonUnknown = {
  'net.ipv4.neigh.eth0.base_reachable_time_ms': 2,
  'net.ipv4.neigh.eth0.delay_first_probe_time': 1,
}
const keepalive = {
  'net.ipv4.tcp_keepalive_time': 1,
  'net.ipv4.tcp_keepalive_intvl': 1,
  'net.ipv4.tcp_keepalive_probes': 3,
}

/** A router that asks once for the host, and for 10 ms. */
const told = toldUnreachable(15)
const unreachable = { instead: 'unreachable', sysctls: { 'net.ipv4.tcp_retries2': 3 } } as const
/** The server's place is taken before the window is first probed. */
const unhurried = { 'net.ipv4.tcp_retries2': 3, 'net.ipv4.tcp_rto_min_us': 400_000 }

/** A kernel answers the first probe each time, so there are no others. */
const answeredProbes = (stack: TcpStack): Attempts => {
  const sentMs: number[] = []
  while (sentMs.length < 5)
    sentMs.push(...probing(stack, stack.keepalive, { heardMs: sentMs.at(-1) ?? 0 }).sentMs.slice(0, 1))
  return { sentMs, gaveUpMs: Number.POSITIVE_INFINITY, error: 'ETIMEDOUT' }
}

const userTimeoutMs = 3000
const withUserTimeout = `
import errno, socket, sys, time
print(flush=True)
sys.stdin.readline()
s = socket.create_connection(('10.0.0.1', 7000))
s.setsockopt(socket.IPPROTO_TCP, 18, ${userTimeoutMs})
for n in range(100):
    s.send(b'message')
    s.recv(100)
print(flush=True)
sys.stdin.readline()
s.send(b'one segment')
try:
    s.recv(100)
except OSError as e:
    print(time.monotonic() * 1000, 'error', errno.errorcode[e.errno], flush=True)
`

export const cases: Readonly<Record<string, Case>> = {
  'one segment, with a tail loss probe': {
    play: { act: 'write', sysctls: short },
    says: (stack) => retransmit(stack, lossOn(stack)),
  },
  'one segment, without a tail loss probe': {
    play: { act: 'write', sysctls: { ...short, ...noProbe } },
    says: (stack) => retransmit(stack, lossOn(stack)),
  },
  'three segments, with a tail loss probe': {
    play: { act: 'write-many', sysctls: short },
    says: (stack) => retransmit(stack, lossOn(stack, 3)),
  },
  'Linux’s own minimum': {
    play: { act: 'write', sysctls: { 'net.ipv4.tcp_retries2': 4, ...noProbe } },
    says: (stack) => retransmit(stack, lossOn(stack)),
  },
  'a longest interval': {
    play: { act: 'write', sysctls: { 'net.ipv4.tcp_retries2': 6, 'net.ipv4.tcp_rto_max_ms': 1000 } },
    says: (stack) => retransmit(stack, lossOn(stack)),
  },
  TCP_USER_TIMEOUT: {
    play: { act: 'write', command: ['python3', '-c', withUserTimeout] },
    says: (stack) => retransmitFor(stack, userTimeoutMs, lossOn(stack)),
  },
  'a neighbour that answers no ARP': {
    play: { act: 'write', forgets: true, sysctls: { ...soonUnknown, 'net.ipv4.tcp_retries2': 5 } },
    says: (stack) => {
      const times = { reachableMs: [1, 3], delayMs: 1000, intervalMs: 1000, unicasts: 3, broadcasts: 3 } as const
      const send = silentNeighbour(typically(stack.hz), -200, 3, times)
      return retransmit(stack, { ...lossOn(stack), send })
    },
  },
  'connect()': {
    play: { act: 'connect', sysctls: { 'net.ipv4.tcp_syn_retries': 2, 'net.ipv4.tcp_syn_linear_timeouts': 2 } },
    says: (stack) => connecting(stack),
  },
  'connect() with little time': {
    play: { act: 'connect', sysctls: { 'net.ipv4.tcp_syn_retries': 1, 'net.ipv4.tcp_syn_linear_timeouts': 10 } },
    says: (stack) => connecting(stack),
  },
  'connect() to an unknown neighbour': {
    play: { act: 'connect', forgets: true },
    says: (stack) => connecting(stack, { send: silentNeighbour(typically(stack.hz), 0, undefined) }),
  },
  SO_KEEPALIVE: {
    play: { act: 'keepalive', sysctls: keepalive },
    says: (stack) => probing(stack, stack.keepalive),
  },
  'SO_KEEPALIVE as Node sets it': {
    play: { act: 'keepalive', keepaliveMs: 1000, sysctls: keepalive },
    says: (stack) => probing(stack, nodeKeepalive(1000)),
  },
  'a closed window': {
    play: { act: 'zero-window', sysctls: short },
    says: (stack) => probeWindow(stack, lossOn(stack)),
  },
  'one segment to an unreachable host, with a tail loss probe': {
    play: { act: 'write', ...unreachable },
    says: (stack) => retransmit(stack, { ...lossOn(stack), send: told }),
  },
  'one segment to an unreachable host, without a tail loss probe': {
    play: { act: 'write', ...unreachable, sysctls: { ...unreachable.sysctls, ...noProbe } },
    says: (stack) => retransmit(stack, { ...lossOn(stack), send: told }),
  },
  'one segment to an unreachable host, with Windows’ minimum': {
    play: {
      act: 'write',
      ...unreachable,
      sysctls: { ...unreachable.sysctls, ...noProbe, 'net.ipv4.tcp_rto_min_us': 300_000 },
    },
    says: (stack) => retransmit(stack, { ...lossOn(stack), send: told }),
  },
  'TCP_USER_TIMEOUT, to an unreachable host': {
    play: { act: 'write', instead: 'unreachable', command: ['python3', '-c', withUserTimeout] },
    says: (stack) => retransmitFor(stack, userTimeoutMs, { ...lossOn(stack), send: told }),
  },
  'connect() to an unreachable host': {
    play: { act: 'connect', instead: 'unreachable' },
    says: (stack) => connecting(stack, { send: told }),
  },
  'SO_KEEPALIVE, to an unreachable host': {
    play: { act: 'keepalive', instead: 'unreachable', sysctls: keepalive },
    says: (stack) => probing(stack, stack.keepalive),
  },
  'a closed window of an unreachable host': {
    play: { act: 'zero-window', ...unreachable, sysctls: unhurried },
    says: (stack) => probeWindow(stack, lossOn(stack)),
  },
  'SO_KEEPALIVE, to a frozen process': {
    play: { act: 'keepalive', instead: 'frozen', sysctls: keepalive, forMs: 5500 },
    says: answeredProbes,
  },
  'a closed window of a frozen process': {
    play: { act: 'zero-window', sysctls: unhurried, instead: 'frozen', forMs: 8000 },
    says: (stack) => probeWindow(stack, { ...lossOn(stack), answered: true, untilMs: 7500 }),
  },
}

/** As a profile has them. */
export const stackOfCase = ({ play: { sysctls = {} } }: Case): TcpStack =>
  stackOf({
    sysctls: Object.fromEntries(
      Object.entries(sysctls).map(([name, value]) => [name, { value, source: 'this test', status: 'assumed' }]),
    ),
  })
