import { describe, expect, test } from 'vitest'
import type { Cell } from '../../src/cell.js'
import type { HistoryEvent, ProgramEnd } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import type { CommandSession } from '../../src/scenario/command.js'
import { blackoutOf, blackoutPlayed, cellOf, runEnded, runStarted, startMs } from './history-of.js'

const command = (client: Partial<CommandSession['client']> = {}): CommandSession => ({
  name: 'own',
  service: { command: 'serve', ready: { within: 1000 }, cwd: '/', env: {} },
  client: { command: 'talk', cwd: '/', env: {}, settings: {}, watch: [], ...client },
})
const cellWith = (client: Partial<CommandSession['client']> = {}): Cell =>
  cellOf({ phases: [blackoutOf(5000)], outcome: 'moved' }, { session: 'own', command: command(client) })

/** Exchanges so far apart, up to and including `toMs`. */
const every = ({ id }: Cell, gapMs: number, fromMs: number, toMs: number): HistoryEvent => {
  const count = Math.round((toMs - fromMs) / gapMs)
  const done = Array.from({ length: count }, (_, i) => [fromMs + (i + 1) * gapMs, gapMs] as const)
  return { type: 'exchanges', cell: id, atMs: toMs, done }
}
const one = ({ id }: Cell, endMs: number, gapMs: number): HistoryEvent => ({
  type: 'exchanges',
  cell: id,
  atMs: endMs,
  done: [[endMs, gapMs]],
})
const connected = ({ id }: Cell, atMs: number, localPort = 40_001): HistoryEvent => ({
  type: 'connected',
  cell: id,
  atMs,
  attempt: 1,
  localPort,
  tookMs: 0,
})
const ended = ({ id }: Cell, atMs: number, end: Partial<ProgramEnd> = {}): HistoryEvent => ({
  type: 'ended',
  cell: id,
  atMs,
  exit: 0,
  signal: null,
  byUs: false,
  printed: null,
  lastLines: [],
  ...end,
})
const endedByUs = (cell: Cell): HistoryEvent => ended(cell, 30_000, { exit: null, signal: 'SIGTERM', byUs: true })
const said = ({ id }: Cell, atMs: number, line: string): HistoryEvent => ({ type: 'said', cell: id, atMs, line })
const destroyed = (atMs: number, info: Record<string, string>): HistoryEvent => ({
  type: 'socket-destroyed',
  atMs,
  profile: 'linux',
  localPort: 40_001,
  info,
})

const kernel = ({ vm }: Cell): HistoryEvent => ({
  type: 'vm-kernel',
  vm,
  atMs: 0,
  sysctls: {
    'net.ipv4.tcp_keepalive_time': '7200',
    'net.ipv4.tcp_keepalive_intvl': '75',
    'net.ipv4.tcp_keepalive_probes': '9',
  },
})

/** The blackout is from 10 s to 15 s. */
const judged = (cell: Cell, ...events: HistoryEvent[]) => {
  const played = blackoutPlayed(cell, startMs, 15_000)
  const all = [...played, ...events].sort((a, b) => a.atMs - b.atMs)
  const [result] = judge([runStarted([cell]), ...all, runEnded]).cells
  if (result === undefined) throw new Error('nothing was judged')
  return result
}

test('what it does every 100 ms it did not do for as long as the VM was away', () => {
  const cell = cellWith()
  const events = [every(cell, 100, 6000, 9950), one(cell, 15_020, 5070), every(cell, 100, 15_020, 25_020)]
  expect(judged(cell, connected(cell, 6000), ...events, endedByUs(cell))).toMatchObject({
    verdict: 'stalled',
    longestStallMs: 4970,
    cause: { owner: 'migration' },
    predicted: null,
  })
})

test('whoever says something every 8 s did not wait because it said nothing for 9 s', () => {
  const cell = cellWith()
  const events = [every(cell, 4000, 1000, 9000), one(cell, 17_900, 8900)]
  const slow = cellWith({ exchange: { regex: 'tick', interval: 8000 } })
  expect(judged(cell, connected(cell, 1000), ...events, endedByUs(cell)).verdict).toBe('stalled')
  expect(judged(slow, connected(slow, 1000), ...events, endedByUs(slow))).toMatchObject({
    verdict: 'unaffected',
    longestStallMs: 900,
  })
})

test('a pause that its habit hides is not called harmless', () => {
  const cell = cellWith()
  const events = [
    every(cell, 100, 1000, 2000),
    one(cell, 7000, 5000),
    every(cell, 100, 7000, 9900),
    one(cell, 15_200, 5300),
  ]
  const { verdict, why } = judged(cell, connected(cell, 1000), ...events, endedByUs(cell))
  expect(verdict).toBe('inconclusive')
  expect(why).toMatch(
    /^it was silent for 5\.3 s over the blackout, and once for 5\.0 s before it \(mostly for 0\.1 s\)/,
  )
})

test('a new connection after the migration began is a return, with what the program said of the old one', () => {
  const cell = cellWith()
  const events = [connected(cell, 6000), every(cell, 100, 6000, 9900), one(cell, 17_000, 7100), endedByUs(cell)]
  const back = [said(cell, 16_000, 'read: Connection reset by peer'), connected(cell, 16_900, 40_002)]
  expect(judged(cell, ...events, ...back)).toMatchObject({ verdict: 'reconnected', cause: { owner: 'unknown' } })
  expect(judged(cell, ...events, ...back).why).toMatch(
    /^ECONNRESET 1\.0 s after the VM was back, connected again 0\.9 s later$/,
  )
})

test('new connections all the time are a habit, and say nothing', () => {
  const cell = cellWith({ exchange: { regex: 'got' } })
  const events = [every(cell, 100, 6000, 9900), one(cell, 15_100, 5200), endedByUs(cell)]
  const connections = [6000, 8000, 9000, 15_050, 16_000].map((atMs, i) => connected(cell, atMs, 40_001 + i))
  expect(judged(cell, ...events, ...connections).verdict).toBe('stalled')
})

test('status 2 after the migration is a death, and its words are the cause’s', () => {
  const cell = cellWith()
  const events = [connected(cell, 6000), every(cell, 100, 6000, 9900)]
  const end = ended(cell, 30_000, { exit: 2, lastLines: ['recv: Connection timed out', 'goodbye'] })
  const words = destroyed(29_990, { retrans: '1/5', rto: '9728', rtt: '0.2/0.1', lastsnd: '9990' })
  const result = judged(cell, ...events, said(cell, 29_995, 'recv: Connection timed out'), words, end)
  expect(result).toMatchObject({
    verdict: 'died',
    cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5 },
  })
})

test('of a program that says nothing its kernel’s last words are the cause', () => {
  const cell = cellWith()
  const events = [connected(cell, 6000), every(cell, 100, 6000, 9900), ended(cell, 30_000, { exit: 1 })]
  const spent = destroyed(29_990, { retrans: '1/5', rto: '9728', rtt: '0.2/0.1', lastsnd: '9990' })
  expect(judged(cell, ...events, spent).cause).toMatchObject({ setting: 'net.ipv4.tcp_retries2' })
  expect(judged(cell, ...events).cause).toMatchObject({
    owner: 'unknown',
    text: 'its program ended with status 1 15.0 s after the VM was back',
  })
})

test('a kernel that had not the time to give up, or that gave up after the program had ended, is not blamed', () => {
  const cell = cellWith()
  const unanswered = { retrans: '1/5', rto: '9728', rtt: '0.2/0.1', lastsnd: '9990' }
  const story = (endMs: number, goneMs: number) => [
    connected(cell, 6000),
    every(cell, 100, 6000, 9900),
    ended(cell, endMs, { exit: 1 }),
    destroyed(goneMs, unanswered),
  ]
  expect(judged(cell, ...story(30_000, 30_020)).cause?.owner).toBe('client kernel')
  expect(judged(cell, ...story(30_000, 30_400)).cause?.owner).toBe('unknown')
  expect(judged(cell, ...story(15_100, 15_100)).cause?.owner).toBe('unknown')
})

test('a program that gives a reason of its own ended by itself, unless its socket went with it', () => {
  const cell = cellWith()
  const events = [connected(cell, 6000), every(cell, 100, 6000, 9900)]
  const end = ended(cell, 13_000, { exit: 4, lastLines: ['no answer, giving up'] })
  const { cause } = judged(cell, ...events, end)
  expect(cause).toMatchObject({ owner: 'client program', setting: null, pauseMs: 3000 })
  expect(cause?.text).toMatch(/^its program ended with status 4: no answer, giving up, 3.0 s into the blackout/)
  expect(judged(cell, ...events, end, destroyed(12_800, { retrans: '1/3' })).cause?.owner).not.toBe('client program')
  expect(judged(cell, ...events, end, destroyed(13_010, {})).cause?.owner).toBe('client program')
})

test('a new connection that nobody gave a reason for was the program’s own will', () => {
  const cell = cellWith()
  const anew = [
    connected(cell, 6000),
    every(cell, 100, 6000, 9900),
    connected(cell, 15_200, 40_002),
    one(cell, 15_300, 5400),
  ]
  expect(judged(cell, ...anew, endedByUs(cell))).toMatchObject({
    verdict: 'reconnected',
    cause: { owner: 'client program', setting: null },
  })
})

test('a client that prints what counts and has no connection with its VM talks to somebody else', () => {
  const cell = cellWith({ exchange: { regex: 'got' } })
  const events = [every(cell, 100, 6000, 29_000), endedByUs(cell)]
  expect(judged(cell, ...events).why).toContain('does it talk to somebody else?')
  // One that is too short to be seen is seen when it is gone.
  const gone: HistoryEvent = {
    type: 'vm-socket-destroyed',
    vm: cell.vm,
    atMs: 7000,
    peer: '10.0.200.1:40001',
    info: {},
  }
  expect(judged(cell, ...events, gone).verdict).toBe('unaffected')
})

describe('a client that only listens to a machine that is lost', () => {
  const cell: Cell = {
    ...cellWith(),
    plan: {
      phases: [blackoutOf(5000), { kind: 'reboot', startMs: 5000, durationMs: 100, wire: 'reset', because: 'test' }],
      outcome: 'replaced',
    },
  }
  const events = [kernel(cell), connected(cell, 6000), every(cell, 100, 6000, 9900)]
  const stillThere = destroyed(30_000, { lastrcv: '20000' })

  test('waits for ever, and is dead', () => {
    const { verdict, cause } = judged(cell, ...events, endedByUs(cell), stillThere)
    expect({ verdict, cause }).toMatchObject({ verdict: 'died', cause: { owner: 'client program', setting: null } })
    expect(cause?.text).toContain('it has not noticed, 15.0 s after another one took over')
  })

  test.each<[string, HistoryEvent[]]>([
    ['something came since', [one(cell, 16_000, 6100)]],
    ['it connected anew', [connected(cell, 20_000, 40_002)]],
    ['its kernel let go of the connection', [destroyed(20_000, {})]],
  ])('not when %s', (_, more) => {
    const { cause } = judged(cell, ...events, ...more, endedByUs(cell))
    expect(cause?.text ?? '').not.toContain('has not noticed')
  })
})

test('a timer of its own is named by its words', () => {
  const cell = cellWith({ exchange: { regex: 'got' } })
  const line = 'curl: (28) Operation timed out after 2001 milliseconds with 0 bytes received'
  const events = [
    every(cell, 100, 6000, 9900),
    said(cell, 12_000, line),
    ended(cell, 12_001, { exit: 28, lastLines: [line] }),
  ]
  expect(judged(cell, connected(cell, 6000), ...events).cause).toMatchObject({
    owner: 'library',
    setting: '--max-time (curl)',
    value: 2001,
  })
})

test('status 0 does not make up for an error after which nothing more came, unless `success` says so', () => {
  const story = (cell: Cell) => [
    connected(cell, 6000),
    every(cell, 100, 6000, 9900),
    said(cell, 20_000, 'Broken pipe'),
    ended(cell, 20_001),
  ]
  const [cell, sure] = [cellWith(), cellWith({ success: { exit: 0 } })]
  expect(judged(cell, ...story(cell)).verdict).toBe('died')
  expect(judged(sure, ...story(sure)).verdict).toBe('stalled')
})

test('one that ended well before it was looked at again waited until then', () => {
  const cell = cellWith({ success: { exit: 0 } })
  const events = [connected(cell, 100), every(cell, 100, 100, startMs)]
  expect(judged(cell, ...events, ended(cell, startMs + 5300))).toMatchObject({ verdict: 'stalled' })
  const quick = cellWith({ success: { exit: 0 }, exchange: { interval: 60_000 } })
  expect(judged(quick, ...events, ended(quick, startMs + 5300))).toMatchObject({ verdict: 'unaffected' })
})

test('what `success` asks for must have been printed', () => {
  const cell = cellWith({ success: { exit: 0, stdout: 'all' } })
  const events = [connected(cell, 6000), every(cell, 100, 6000, 9900), ended(cell, 20_000, { printed: false })]
  expect(judged(cell, ...events).why).toContain('ended with status 0 and did not print what its `success` asks for')
})

test('a service that ends by itself is the cause', () => {
  const cell = cellWith()
  const detail = 'ended with status 1; its last lines:\n  PANIC: clock jumped'
  const gone: HistoryEvent = { type: 'service-ended', vm: cell.vm, session: 'own', atMs: 15_500, detail }
  const end = ended(cell, 15_600, { exit: 1, lastLines: ['Connection reset by peer'] })
  const { cause } = judged(cell, connected(cell, 6000), every(cell, 100, 6000, 9900), gone, end)
  expect(cause).toMatchObject({
    owner: 'service',
    text: 'its service ended with status 1, 0.5 s after the VM was back',
  })
  expect(cause?.evidence).toContain('PANIC: clock jumped')
})

test.each([
  ['closed by its service', { lastrcv: '5100' }, 'service'],
  ['given up by the VM’s kernel, which had something in flight', { lastrcv: '5100', retrans: '1/6' }, 'server kernel'],
  ['probed in vain by the VM’s kernel for longer than its keepalive time', { lastrcv: '7300000' }, 'unknown'],
])('a connection that the VM’s kernel let go of before its client’s was %s', (_, info, owner) => {
  const cell = cellWith()
  const gone: HistoryEvent = { type: 'vm-socket-destroyed', vm: cell.vm, atMs: 15_200, peer: '10.0.200.1:40001', info }
  const broken = said(cell, 17_000, 'write: Broken pipe')
  const end = ended(cell, 17_010, { exit: 32, lastLines: ['write: Broken pipe'] })
  const { cause } = judged(cell, kernel(cell), connected(cell, 6000), every(cell, 100, 6000, 9900), gone, broken, end)
  expect(cause?.owner).toBe(owner)
})

test.each<[string, (cell: Cell) => HistoryEvent[], string]>([
  [
    'ended before the migration',
    (cell) => [connected(cell, 6000), every(cell, 100, 6000, 8000), ended(cell, 8100, { lastLines: ['a', 'b'] })],
    'its client ended with status 0 before the migration began; its last lines: a / b',
  ],
  [
    'never talked',
    (cell) => [connected(cell, 6000), endedByUs(cell)],
    'nothing moved over its connection before the migration began',
  ],
  [
    'ended while the VM was away',
    (cell) => [connected(cell, 6000), every(cell, 100, 6000, 9900), ended(cell, 12_000)],
    'its client had done its work and ended before the VM was back',
  ],
  [
    'was not seen again',
    (cell) => [connected(cell, 6000), every(cell, 100, 6000, 9900), endedByUs(cell)],
    'its client was still running when the run ended, and no byte had moved over its connections since the VM was back',
  ],
])('nothing is said of a client that %s', (_, events, why) => {
  const cell = cellWith()
  const result = judged(cell, ...events(cell))
  expect(result.verdict).toBe('inconclusive')
  expect(result.why).toContain(why)
})

test('a program that was killed from outside says nothing of the move', () => {
  const cell = cellWith()
  const talk = [connected(cell, 1000), every(cell, 100, 1000, startMs)]
  const killed = judged(cell, ...talk, ended(cell, 16_000, { exit: null, signal: 'SIGKILL' }))
  expect(killed).toMatchObject({
    verdict: 'inconclusive',
    why: expect.stringMatching(/^its client was ended by SIGKILL/),
  })
  const lost: HistoryEvent = {
    type: 'service-ended',
    atMs: 16_000,
    vm: cell.vm,
    session: 'own',
    detail: 'was ended by SIGKILL; it printed nothing',
  }
  const served = judged(cell, ...talk, lost, ended(cell, 16_001, { exit: 3 }))
  expect(served).toMatchObject({
    verdict: 'inconclusive',
    why: expect.stringMatching(/^its service was ended by SIGKILL/),
  })
})
