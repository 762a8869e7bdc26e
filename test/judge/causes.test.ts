/** Each rule that names a cause, on histories that are built for it, and on their nearest neighbours that it must not speak of. */
import { describe, expect, test } from 'vitest'
import type { Cell } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import type { Phase, Plan } from '../../src/plan.js'
import { type Cause, type CellResult, reportSchema } from '../../src/result.js'
import {
  blackoutOf,
  blackoutPlayed,
  cellOf,
  connected,
  endOf,
  exchanges,
  failed,
  gaveUp,
  runEnded,
  runStarted,
  slowExchange,
  startMs,
} from './history-of.js'

const blackoutMs = 17_000
const backMs = startMs + blackoutMs
const at = (ms: number): number => startMs + ms
const movedBy = (wire: Phase['wire'] = 'drop'): Plan => ({ phases: [blackoutOf(blackoutMs, wire)], outcome: 'moved' })
const replaced: Plan = { ...movedBy(), outcome: 'replaced' }
const sourced = { source: 'the test', status: 'assumed' as const }

/** What is judged of a session that talked until its blackout, and of which this is known then. */
const judged = (
  events: readonly HistoryEvent[],
  changes: Partial<Cell> = {},
  plan = movedBy(),
  retries2 = 5,
): CellResult => {
  const cell = cellOf(plan, changes)
  const report = judge([
    runStarted([cell], retries2),
    connected(cell, 100),
    exchanges(cell, 200, startMs),
    ...blackoutPlayed(cell, startMs, backMs),
    ...events,
    runEnded,
  ])
  expect(reportSchema.safeParse(report).error).toBeUndefined()
  return report.cells[0] as CellResult
}
const cell = cellOf(movedBy())

type Failure = Parameters<typeof failed>[4]
/** A session that this ended. */
const died = (atMs: number, code: string, more: Failure = {}, traces: readonly HistoryEvent[] = []): HistoryEvent[] => [
  ...traces,
  failed(cell, startMs, atMs, code, more),
  gaveUp(cell, atMs),
  ...endOf(cell, false),
]
const causeOf = (...known: Parameters<typeof judged>): Cause | null => judged(...known).cause

const lastWords = (atMs: number, info: Record<string, string>, localPort = 40_001): HistoryEvent => ({
  type: 'socket-destroyed',
  atMs,
  profile: 'linux',
  localPort,
  info,
})
const vmLastWords = (atMs: number, info: Record<string, string>, port = 40_001): HistoryEvent => ({
  type: 'vm-socket-destroyed',
  atMs,
  vm: cell.vm,
  peer: `10.0.0.9:${port}`,
  info,
})
const serviceSaw = (atMs: number, code?: string, port = 40_001): HistoryEvent => ({
  type: 'service-connection',
  atMs,
  vm: cell.vm,
  session: 'echo',
  peer: `10.0.0.9:${port}`,
  event: 'ended',
  ...(code === undefined ? {} : { error: { code, message: `read ${code}` } }),
})
const neighbour = (atMs: number, state: string, address = '10.0.0.1'): HistoryEvent => ({
  type: 'neighbour',
  atMs,
  profile: 'linux',
  address,
  state,
})
const sampled = (atMs: number, timer: string, peer = '10.0.0.1:7000'): HistoryEvent => ({
  type: 'sockets-sampled',
  atMs,
  profile: 'linux',
  sockets: [{ localPort: 40_001, peer, state: 'ESTAB', timer, info: { rto: '9728', lastsnd: '5000' } }],
})
const spent = { retrans: '1/5', lastsnd: '9900', rto: '9728', lastrcv: '20024', lastack: '20024', rtt: '0.1/0.05' }

describe('the client kernel', () => {
  test('retransmission limit: when it began and fired, what would have done, what it would have outlived, what proves it', () => {
    const { cause, why } = judged(
      died(at(19_900), 'ETIMEDOUT', {}, [sampled(at(15_000), 'on,4.728ms,5'), lastWords(at(19_900), spent)]),
    )
    expect(cause).toMatchObject({
      owner: 'client kernel',
      setting: 'net.ipv4.tcp_retries2',
      value: 5,
      startedAtMs: 0,
      firedAtMs: 19_900,
      needed: { setting: 'net.ipv4.tcp_retries2', value: 6 },
      pauseMs: 10_000,
      others: [],
    })
    expect(cause?.evidence).toEqual([
      'at 19.9 s, during exchange begun at 0.0 s: read ETIMEDOUT',
      'at 15.0 s: ss, port 40001: ESTAB timer:(on,4.728ms,5) lastsnd:5000 rto:9728',
      'at 19.9 s: ss -E, port 40001: retrans:1/5 lastsnd:9900 lastrcv:20024 lastack:20024 rto:9728 rtt:0.1/0.05',
    ])
    expect(why).toBe(
      'client kernel gave up (tcp_retries2=5) 2.9 s after the VM was back; its 5th and last retransmission left 10.0 s into the blackout, 7.0 s before the VM was back; tcp_retries2=6 would have done',
    )
  })

  test('no limit would have saved a session whose machine was replaced', () => {
    const cause = causeOf(died(at(16_000), 'ETIMEDOUT', {}, [lastWords(at(16_000), spent)]), {}, replaced)
    expect(cause).toMatchObject({ setting: 'net.ipv4.tcp_retries2', needed: null })
  })

  test('TCP_USER_TIMEOUT: it gave up sooner than its limit lets it', () => {
    // 5 retransmissions stand for 12.6 s.
    const dead = (ms: number) =>
      causeOf(died(at(ms), 'ETIMEDOUT', {}, [lastWords(at(ms), { ...spent, lastsnd: '900' })]))
    expect(dead(10_304)).toMatchObject({
      owner: 'client kernel',
      setting: 'TCP_USER_TIMEOUT',
      value: 10_000,
      startedAtMs: 304,
      // What it cuts short is no retransmission any more: the next leaves after 19.2 s, or a little later.
      needed: { setting: 'TCP_USER_TIMEOUT', value: 20_000 },
      pauseMs: 9404,
    })
    expect(dead(12_500)?.setting).toBe('TCP_USER_TIMEOUT')
    expect(dead(12_700)?.setting).toBe('net.ipv4.tcp_retries2')
  })

  const probed = { counterpart: 'a test', keepalive: { value: true, setting: 'SO_KEEPALIVE', ...sourced } }
  const quiet = { rto: '304', lastsnd: '14000', lastrcv: '14000', lastack: '12000', rtt: '0.1/0.05' }

  test('keepalive: nothing was in flight, with times of the kernel and of the program', () => {
    const dead = died(at(11_500), 'ETIMEDOUT', { during: 'idle' }, [lastWords(at(11_500), quiet)])
    expect(causeOf(dead, { timers: probed })).toMatchObject({
      owner: 'client kernel',
      setting: 'net.ipv4.tcp_keepalive_time',
      value: 7200,
      startedAtMs: -500,
      firedAtMs: 11_500,
    })
    const own = { ...probed, keepalive: { ...probed.keepalive, setting: 'KeepAliveTime', idleMs: 1000 } }
    expect(causeOf(dead, { timers: own })).toMatchObject({
      owner: 'application',
      setting: 'KeepAliveTime',
      value: 1000,
      // Ten probes, a second apart, from 0.5 s on; the tenth must leave at 17 s or later.
      needed: { setting: 'KeepAliveTime', value: 9000 },
    })
  })

  test('keepalive is not blamed where something was in flight, nor where nobody asked for it', () => {
    const dead = (info: Record<string, string>) => died(at(19_900), 'ETIMEDOUT', {}, [lastWords(at(19_900), info)])
    expect(causeOf(dead(spent), { timers: probed })?.setting).toBe('net.ipv4.tcp_retries2')
    expect(causeOf(dead(quiet))?.owner).toBe('unknown')
  })

  test('ETIMEDOUT without the last words of the kernel: both that fit are listed, with what would tell', () => {
    expect(causeOf(died(at(19_900), 'ETIMEDOUT'))).toMatchObject({
      owner: 'unknown',
      others: [
        { setting: 'net.ipv4.tcp_retries2', text: expect.stringContaining('would show retransmissions') },
        { setting: 'net.ipv4.tcp_keepalive_time', text: expect.stringContaining('would show none') },
      ],
    })
  })

  const reconnect = { value: ['ETIMEDOUT' as const], everyMs: 1000, forMs: 3000, ...sourced }
  const connecting = (fromMs: number, toMs: number, code: string): HistoryEvent =>
    failed(cell, at(fromMs), at(toMs), code, {
      during: 'connect',
      error: { code, message: `connect ${code} 10.0.0.1:7000`, syscall: 'connect' },
    })
  const outOfTime = (ms: number): HistoryEvent[] => [
    { type: 'gave-up', cell: cell.id, atMs: at(ms), because: 'no connection in 3000 ms' },
    ...endOf(cell, false),
  ]

  test('SYN retries: one attempt that took longer than the application goes on; the application’s patience fits too', () => {
    const slow = { ...cell.timers, reconnect }
    const events = [
      lastWords(at(14_000), spent),
      failed(cell, startMs, at(14_000), 'ETIMEDOUT'),
      connecting(15_000, 16_900, 'ETIMEDOUT'),
      ...outOfTime(16_900),
    ]
    expect(causeOf(events, { timers: slow })).toMatchObject({
      owner: 'client kernel',
      setting: 'net.ipv4.tcp_syn_retries',
      value: 6,
      startedAtMs: 15_000,
      firedAtMs: 16_900,
      others: [
        { owner: 'application', setting: 'reconnect.forMs' },
        { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2' },
      ],
    })
  })

  test('a library’s own ETIMEDOUT, which no system call returned, is not put down to SYN retries', () => {
    const error = { code: 'ETIMEDOUT', message: 'connect ETIMEDOUT' }
    expect(causeOf(died(at(5000), 'ETIMEDOUT', { during: 'connect', error }))?.setting).toBeNull()
  })

  test('the application’s patience, when it tried more than once', () => {
    const events = [
      lastWords(at(13_000), spent),
      failed(cell, startMs, at(13_000), 'ETIMEDOUT'),
      connecting(15_000, 15_001, 'EHOSTUNREACH'),
      connecting(16_000, 16_900, 'EHOSTUNREACH'),
      ...outOfTime(16_900),
    ]
    expect(causeOf(events, { timers: { ...cell.timers, reconnect } })).toMatchObject({
      owner: 'application',
      setting: 'reconnect.forMs',
      value: 3000,
      startedAtMs: 13_000,
      firedAtMs: 16_900,
      needed: { setting: 'reconnect.forMs', value: 4000 },
      others: [{ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2' }],
    })
  })

  const unreachable = (
    during: 'exchange' | 'connect',
    traces: readonly HistoryEvent[] = [],
    wire: Phase['wire'] = 'drop',
  ) =>
    causeOf(died(at(16_000), 'EHOSTUNREACH', { during }, [...traces, lastWords(at(16_000), spent)]), {}, movedBy(wire))

  test('EHOSTUNREACH of a connect() goes back to ARP where the neighbour failed, and to a router where it did not', () => {
    expect(unreachable('connect', [neighbour(at(15_000), 'FAILED')])).toMatchObject({
      owner: 'client kernel',
      setting: 'net.ipv4.neigh.eth0.mcast_solicit',
      value: 3,
      evidence: expect.arrayContaining(['at 15.0 s: ip monitor neigh: 10.0.0.1 FAILED']),
    })
    expect(unreachable('connect', [neighbour(at(15_000), 'REACHABLE')])?.owner).toBe('router')
    expect(unreachable('connect', [], 'unreachable')?.owner).toBe('router')
    // Records of before there were neighbours in them.
    expect(unreachable('connect')?.setting).toBe('net.ipv4.neigh.eth0.mcast_solicit')
  })

  test('another address that failed is not this VM’s', () => {
    const traces = [sampled(at(1000), 'on,1sec,2', '10.0.0.1:7000'), neighbour(at(15_000), 'FAILED', '10.0.0.77')]
    expect(unreachable('connect', [...traces, neighbour(at(2000), 'REACHABLE')])?.owner).toBe('router')
  })

  test('EHOSTUNREACH of an established connection is the limit of retransmissions, and says who told', () => {
    const arp = unreachable('exchange', [neighbour(at(15_000), 'FAILED')])
    expect(arp).toMatchObject({ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5 })
    expect(arp?.text).toContain('since ARP went unanswered too')
    const icmp = unreachable('exchange', [], 'unreachable')
    expect(icmp).toMatchObject({ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5 })
    expect(icmp?.text).toContain("which a router's ICMP had told it")
  })
})

describe('the other side', () => {
  test('the VM’s kernel gave up: what it had in flight was not acknowledged', () => {
    const cause = causeOf(
      died(at(18_000), 'ECONNRESET', {}, [vmLastWords(at(9000), { retrans: '1/9', lastsnd: '1000', lastrcv: '9500' })]),
    )
    expect(cause).toMatchObject({
      owner: 'server kernel',
      setting: 'net.ipv4.tcp_retries2',
      startedAtMs: -500,
      firedAtMs: 9000,
      pauseMs: 8000,
    })
  })

  test('the VM’s kernel probed in vain', () => {
    const cause = causeOf(died(at(18_000), 'ECONNRESET', {}, [serviceSaw(at(9000), 'ETIMEDOUT')]))
    expect(cause).toMatchObject({ owner: 'server kernel', setting: 'net.ipv4.tcp_keepalive_time', firedAtMs: 9000 })
  })

  test('what the VM saw of another connection, or after the client did, is no cause', () => {
    const others = [
      vmLastWords(at(9000), { retrans: '1/9' }, 40_002),
      vmLastWords(at(18_500), { retrans: '1/9' }),
      serviceSaw(at(9000), 'ETIMEDOUT', 40_002),
    ]
    expect(causeOf(died(at(18_000), 'ECONNRESET', {}, others))).toMatchObject({ owner: 'unknown', setting: null })
  })

  test('a RST that the client’s kernel sent is not the VM’s kernel giving up', () => {
    const traces = [vmLastWords(at(9000), { retrans: '1/9' }), serviceSaw(at(9000), 'ECONNRESET')]
    expect(causeOf(died(at(18_000), 'EPIPE', {}, traces))?.owner).toBe('unknown')
  })

  const closed = { error: { code: null, message: 'the service closed the connection' } }

  test('the service’s idle timer: a FIN that no plan explains', () => {
    const cause = causeOf(died(at(25_000), '', closed, [serviceSaw(at(24_990))]))
    expect(cause).toMatchObject({
      owner: 'service',
      setting: 'idle timeout of the service',
      value: 24_990,
      startedAtMs: 0,
      firedAtMs: 24_990,
    })
    expect(causeOf(died(at(25_000), '', closed))).toMatchObject({ owner: 'service', firedAtMs: 25_000 })
  })

  test('a service whose machine is shut down has no timer', () => {
    expect(causeOf(died(at(25_000), '', closed), {}, replaced)).toMatchObject({ owner: 'service', setting: null })
  })

  test('a new stack, and whether its client would connect anew', () => {
    expect(causeOf(died(at(18_000), 'ECONNRESET'), {}, replaced)).toMatchObject({
      owner: 'new stack',
      setting: null,
      text: 'ECONNRESET from the new stack on the address, 1.0 s after the VM was back; this client does not connect anew',
    })
  })

  test('a reset while the VM was away is a middle box’s, one after it is not', () => {
    const reset = (ms: number) => causeOf(died(at(ms), 'ECONNRESET'), {}, movedBy('reset'))
    expect(reset(300)).toMatchObject({ owner: 'middle box', firedAtMs: 300, pauseMs: 300 })
    expect(reset(18_000)).toMatchObject({
      owner: 'unknown',
      others: [{ owner: 'service' }, { owner: 'server kernel' }, { owner: 'middle box' }],
    })
  })
})

describe('the client program', () => {
  test('a timer of its own: what would have done is when the next retransmission leaves, not when the VM is back', () => {
    const timer = { owner: 'application', setting: 'command timeout', valueMs: 5000 } as const
    const events = died(at(5000), '', { timer })
    expect(causeOf(events)).toMatchObject({ setting: 'command timeout', startedAtMs: 0, pauseMs: 5000, needed: null })
    const patient = causeOf(events, {}, movedBy(), 15)
    // Retransmissions leave 9.5 and 19.2 s after the loss, or a little later.
    expect(patient?.needed).toEqual({ setting: 'command timeout', value: 20_000 })
  })

  test('a timer of its library, by its field or by its words', () => {
    const timer = { owner: 'library', setting: 'keepaliveInterval', valueMs: 5000 } as const
    expect(causeOf(died(at(5000), '', { timer }))).toMatchObject({ owner: 'library', setting: 'keepaliveInterval' })
    const error = { code: null, message: 'Query read timeout' }
    expect(causeOf(died(at(4000), '', { error }))).toMatchObject({
      owner: 'library',
      setting: 'query_timeout (pg)',
      value: 4000,
    })
  })

  test('it ended by itself: nothing can be said of its session but that', () => {
    const lost: HistoryEvent = {
      type: 'client-lost',
      atMs: at(1000),
      cells: [cell.id],
      detail: 'ended with status 255\nclient_loop: send disconnect: Broken pipe',
    }
    expect(judged([lost])).toMatchObject({
      verdict: 'inconclusive',
      cause: {
        owner: 'client program',
        firedAtMs: 1000,
        evidence: ['at 1.0 s: the client process ended with status 255', 'client_loop: send disconnect: Broken pipe'],
      },
    })
  })

  test('its connection ended on the host that the VM left', () => {
    const left: HistoryEvent = { type: 'relay-ended', atMs: at(17_000), vm: cell.vm, host: 'host A' }
    expect(causeOf(died(at(17_010), 'ECONNRESET', {}, [left]), { endsOn: 'host' })).toMatchObject({ owner: 'host' })
    expect(causeOf(died(at(18_100), 'ECONNRESET', {}, [left]), { endsOn: 'host' })?.owner).toBe('unknown')
  })

  test('damaged data', () => {
    expect(causeOf([slowExchange(cell, startMs, backMs), ...endOf(cell, true, { duplicated: 1 })])).toMatchObject({
      owner: 'service',
      evidence: [expect.stringContaining('0 lost, 1 doubled')],
    })
  })
})

describe('a session that connected anew', () => {
  test('names what broke it, how often it tried, and what of the time was its own delay', () => {
    const again: HistoryEvent[] = [
      failed(cell, startMs, backMs + 100, 'ECONNRESET'),
      { type: 'reconnecting', cell: cell.id, atMs: backMs + 100, inMs: 1000 },
      failed(cell, backMs + 1100, backMs + 1101, 'ECONNREFUSED', { during: 'connect' }),
      { type: 'reconnecting', cell: cell.id, atMs: backMs + 1101, inMs: 1000 },
      connected(cell, backMs + 2101, 2),
      exchanges(cell, backMs + 2101, backMs + 3000),
      ...endOf(cell, true),
    ]
    const result = judged(again, {}, replaced)
    expect(result).toMatchObject({ verdict: 'reconnected', cause: { owner: 'new stack', firedAtMs: 17_100 } })
    expect(result.why).toMatch(/connected again 2\.0 s later after attempts in vain, 2\.0 s of it its own delay$/)
    expect(result.cause?.evidence.at(-1)).toContain('connected again at attempt 2')
  })
})

describe('a stall', () => {
  const stalled = (
    untilMs: number,
    traces: readonly HistoryEvent[] = [],
    changes: Partial<Cell> = {},
    plan = movedBy(),
  ) => judged([...traces, slowExchange(cell, startMs, untilMs), ...endOf(cell, true)], changes, plan, 15)

  test('as long as the blackout came from that alone', () => {
    expect(stalled(backMs + 20).cause).toMatchObject({
      owner: 'migration',
      startedAtMs: 0,
      firedAtMs: 17_000,
      pauseMs: 1000,
    })
  })

  test('and as long as this session’s answers took before came from that alone too', () => {
    const quick = stalled(backMs + 120)
    const slow = stalled(backMs + 120, [
      { type: 'exchanges', cell: cell.id, atMs: startMs - 100, done: Array(200).fill([startMs - 100, 130]) },
    ])
    expect(quick.cause?.owner).not.toBe('migration')
    expect(slow.cause).toMatchObject({ owner: 'migration', others: [] })
    expect(slow.why).toBe('silent for 17.1 s: for as long as its VM was away')
  })

  test('beyond it came from a backed-off timer, seen in a sample', () => {
    const { cause, why } = stalled(backMs + 2650, [sampled(at(15_000), 'on,4.640ms,6')])
    expect(cause).toMatchObject({ owner: 'client kernel', setting: 'net.ipv4.tcp_rto_max_ms', value: 120_000 })
    expect(cause?.evidence).toContain('so the next retransmission was due at 19.6 s')
    expect(cause).toMatchObject({ startedAtMs: 10_000, pauseMs: 10_000 })
    expect(why).toMatch(
      /^silent for 19\.6 s, the last 2\.6 s of it after the VM was back: until the client kernel's next/,
    )
  })

  test('a sample of a timer that fired while the VM was away does not tell of the one after it', () => {
    const { cause } = stalled(backMs + 2650, [sampled(at(5000), 'on,4.640ms,4')])
    expect(cause?.evidence.join()).toContain('computed, not seen')
  })

  test('beyond it, without a sample, is put down to retransmission only where one was due, and says that it was computed', () => {
    // Timeouts of 0.3 s: the sixth retransmission leaves 19.2 s after the loss, or a little later.
    const { cause } = stalled(at(19_600))
    expect(cause?.evidence.join()).toContain('computed, not seen')
    expect(stalled(at(32_000)).cause).toMatchObject({ owner: 'unknown' })
  })

  test.each([
    ['a little later than computed, when the VM was back already', 7300, backMs + 150],
    ['a little sooner than computed, when the VM was not yet back: the next one was answered', 7600, at(26_800)],
  ])('may be put down to a retransmission that left %s', (_, begunMs, untilMs) => {
    const { cause } = judged([slowExchange(cell, at(begunMs), untilMs), ...endOf(cell, true)], {}, movedBy(), 15)
    expect(cause?.owner).toBe('client kernel')
    expect(cause?.evidence.join()).toContain('either a sixteenth sooner or later')
  })

  test('what listens waits for its VM to send again', () => {
    expect(stalled(backMs + 700, [], { shape: 'listening' }).cause?.owner).toBe('server kernel')
    expect(stalled(backMs + 7000, [], { shape: 'listening' }).cause?.owner).toBe('unknown')
  })

  test('what was held is worked off; what took longer speaks, the other is told', () => {
    expect(stalled(backMs + 40, [], {}, movedBy('hold')).cause).toMatchObject({ owner: 'migration', others: [] })
    expect(stalled(backMs + 700, [], {}, movedBy('hold')).cause).toMatchObject({
      owner: 'migration',
      firedAtMs: 17_000,
      others: [{ owner: 'network', text: '0.7 s more went by until what had been held for it was worked off' }],
    })
    expect(stalled(backMs + 18_000, [], {}, movedBy('hold')).cause?.owner).toBe('network')
  })

  const repair: Phase = {
    kind: 'path-repair',
    startMs: blackoutMs,
    durationMs: 3000,
    wire: 'drop',
    because: 'the test',
  }
  const searched = (untilMs: number) => {
    const plan: Plan = { phases: [blackoutOf(blackoutMs), repair], outcome: 'moved' }
    const phase = (type: 'phase-started' | 'phase-ended', ms: number): HistoryEvent => ({
      type,
      atMs: ms,
      vm: cell.vm,
      index: 1,
      phase: repair,
    })
    return stalled(untilMs, [phase('phase-started', backMs), phase('phase-ended', backMs + 3000)], {}, plan).cause
  }

  test('the network looked for the VM; what took longer speaks, the other is told', () => {
    expect(searched(backMs + 3010)).toMatchObject({
      owner: 'network',
      startedAtMs: 17_000,
      firedAtMs: 20_000,
      others: [],
    })
    expect(searched(backMs + 5000)).toMatchObject({ owner: 'network', others: [{ owner: 'client kernel' }] })
  })

  test('of a VM that ran slowly', () => {
    const slow: Phase = {
      kind: 'brownout',
      startMs: 0,
      durationMs: 5000,
      wire: 'none',
      cpuShare: 0.1,
      because: 'the test',
    }
    const plan: Plan = { phases: [slow], outcome: 'moved' }
    const browned = cellOf(plan)
    const report = judge([
      runStarted([browned]),
      connected(browned, 100),
      exchanges(browned, 200, startMs),
      { type: 'migration-started', atMs: startMs, vm: cell.vm },
      { type: 'phase-started', atMs: startMs, vm: cell.vm, index: 0, phase: slow },
      slowExchange(browned, at(1000), at(3000)),
      { type: 'phase-ended', atMs: at(5000), vm: cell.vm, index: 0, phase: slow },
      ...endOf(browned, true),
      runEnded,
    ])
    expect(report.cells[0]).toMatchObject({
      verdict: 'stalled',
      cause: { owner: 'migration', evidence: [expect.stringContaining('10 % of its CPU'), expect.anything()] },
    })
  })
})
