import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Cell } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import { explain, explainAffected } from '../../src/report/explain/explain.js'
import type { Look } from '../../src/report/look.js'
import { pretty } from '../../src/report/pretty.js'
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
} from '../judge/history-of.js'
import { wholeRun } from './build-run.js'

const plain: Look = { columns: 100, colours: false, unicode: true }

const story = (history: readonly HistoryEvent[], look: Partial<Look> = {}, id?: string): string => {
  const report = judge(history)
  return explain(history, report, id ?? report.cells[0]?.id ?? '', { ...plain, ...look })
}

const line = (text: string, start: string): string | undefined =>
  text.split('\n').find((each) => each.trimStart().startsWith(start))

const backMs = startMs + 8000
const cell = cellOf({ phases: [blackoutOf(8000)], outcome: 'moved' })

/** Up to the blackout, and from its beginning to its end. */
const upToBack = (of: Cell = cell): HistoryEvent[] => [
  runStarted([of]),
  connected(of, 100),
  exchanges(of, 200, startMs),
  ...blackoutPlayed(of, startMs, backMs),
]

const lastWords = (atMs: number, info: Record<string, string>): HistoryEvent => ({
  type: 'socket-destroyed',
  atMs,
  profile: 'linux',
  localPort: 40_001,
  info,
})

const dead: readonly HistoryEvent[] = [
  ...upToBack(),
  failed(cell, startMs, startMs + 12_600, 'ETIMEDOUT'),
  lastWords(startMs + 12_600, { retrans: '1/5', rto: '6400', lastsnd: '6400' }),
  gaveUp(cell, startMs + 12_600),
  ...endOf(cell, false),
  runEnded,
]

const stalled: readonly HistoryEvent[] = [
  ...upToBack(),
  slowExchange(cell, startMs, startMs + 9000),
  exchanges(cell, startMs + 9000, startMs + 20_000),
  ...endOf(cell, true),
  runEnded,
]

const reconnected: readonly HistoryEvent[] = [
  ...upToBack(),
  failed(cell, startMs, startMs + 9000, 'ECONNRESET'),
  { type: 'reconnecting', cell: cell.id, atMs: startMs + 9000, inMs: 1000 },
  failed(cell, startMs + 10_000, startMs + 10_001, 'ECONNREFUSED', { during: 'connect' }),
  connected(cell, startMs + 11_000, 2),
  exchanges(cell, startMs + 11_000, startMs + 20_000),
  ...endOf(cell, true),
  runEnded,
]

const unaffected: readonly HistoryEvent[] = [
  ...upToBack(cellOf(cell.plan, { shape: 'idle' })),
  exchanges(cell, backMs + 1000, backMs + 2000),
  ...endOf(cell, true),
  runEnded,
]

const brokenOff = upToBack()

describe('the story of a session', () => {
  test('of one that died, on 80 columns', () => {
    expect(story(dead, { columns: 80 })).toMatchInlineSnapshot(`
      "echo on linux, quick-migration, 1 GiB: ✗ died, longest stall 12.6 s

                            0 s             5 s             10 s
                        ────┼───────────────┼───────────────┼────────────
        blackout, drop      ██████████████████████████                     8.0 s
        exchanges       ▄▄▄▄━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━✗      98
        sent again          1 2 3    4          5     ┊             ┊      5 times
        timer               ········································!      12.6 s
                            start                     VM back       ✗ dead
                        ▄ exchanges  ━ waiting  ✗ failed or ended  · a timer runs
                        ! it fires

         -9.90 s  client     connected from port 40001, in 1 ms
          0.00 s  VM         the migration starts
          0.00 s  VM         falls silent (blackout, drop): the test says so
          0.00 s  client     begins the exchange that fails
         +0.20 s  kernel     sends it again, time 1 (reckoned: each wait is twice the
                             one before)
         +0.60 s  kernel     sends it again, time 2 (reckoned)
         +1.40 s  kernel     sends it again, time 3 (reckoned)
         +3.00 s  kernel     sends it again, time 4 (reckoned)
         +6.20 s  kernel     sends it again, time 5; its timer runs for 6.4 s now
         +8.00 s  VM         is back after 8.0 s
        +12.60 s  client     ETIMEDOUT (read ETIMEDOUT) after 12.6 s without an answer
        +12.60 s  kernel     destroys the socket of port 40001 (retrans:1/5 rto:6400
                             lastsnd:6400)
        +12.60 s  client     gives up: the test
        +70.00 s  client     asked over its own socket whether it is alive: no
        +70.00 s  client     data compared: 100 exchanges acknowledged; 0 lost, 0
                             duplicated, 0 corrupted

      Happened   The VM was silent from the start on, for 8.0 s. The client's kernel
                 sent again 5 times, the last time at 6.2 s, 1.8 s before the VM was
                 back, so the VM never heard of it. The client saw ETIMEDOUT at 12.6 s
                 and gave up: the test.
      Cause      client kernel gave up (tcp_retries2=5) 4.6 s after the VM was back;
                 its last retransmission left 6.2 s into the blackout, 1.8 s before
                 the VM was back; tcp_retries2=6 would have done
      Whose      client kernel: net.ipv4.tcp_retries2=5; it ran from 0 s to 12.6 s
      Evidence   • at 12.6 s, during exchange begun at 0.0 s: read ETIMEDOUT
                 • at 12.6 s: ss -E, port 40001: retrans:1/5 lastsnd:6400 rto:6400
      Otherwise  • net.ipv4.tcp_retries2=6 would have done
                 • a silence of no more than 6.2 s, begun at the same moment, would
                   have done
                 • by prediction, were the silence shorter by 7.0 s: unaffected
      Predicted  stalled for 9.9 s; it came otherwise: died
      "
    `)
  })

  test.each([
    ['died', dead, 'The client saw ETIMEDOUT at 12.6 s and gave up'],
    ['stalled', stalled, 'The same connection went on, after a wait of 9.0 s'],
    ['reconnected', reconnected, 'The connection broke with ECONNRESET;'],
    ['unaffected', unaffected, 'The session is idle: it says nothing'],
    ['inconclusive', brokenOff, 'Nothing can be said: the run'],
  ] as const)('says in its heading and in words that it was %s', (verdict, history, words) => {
    const told = story(history)
    expect(told.split('\n')[0]).toMatch(new RegExp(`: \\S ${verdict}`))
    expect(told.replaceAll(/\n +/g, ' ')).toContain(words)
  })

  test('draws an answer that is waited for as long as it took, and exchanges around it', () => {
    const lane = line(story(stalled), 'exchanges') ?? ''
    const waited = [...lane].filter((letter) => letter === '━').length
    const silent = [...(line(story(stalled), 'blackout, drop') ?? '')].filter((letter) => letter === '█').length
    expect(waited / silent).toBeCloseTo(9 / 8, 1)
    expect(lane).toMatch(/exchanges +▄+[^✗]*━+▄+/)
  })

  test('draws a failure where it happened and the new connection after it', () => {
    const told = story(reconnected)
    const [talk = '', connects = ''] = [line(told, 'exchanges'), line(told, 'connects')]
    expect(talk).toContain('✗')
    expect(connects.indexOf('✗')).toBeGreaterThan(talk.indexOf('✗'))
    expect(connects.indexOf('○')).toBeGreaterThan(connects.indexOf('✗'))
    expect(connects).toMatch(/2 attempts$/)
    expect(told).toMatch(/^ +\+9\.00 s {2}client +is going to connect anew in 1\.0 s$/m)
  })

  test('stands the death below its letter', () => {
    const lines = story(dead).split('\n')
    const talk = lines.find((each) => each.startsWith('  exchanges')) ?? ''
    expect(lines.some((each) => each.indexOf('✗ dead') === talk.indexOf('✗'))).toBe(true)
  })

  test('tells what came before the migration as before it', () => {
    expect(story(dead)).toMatch(/^ +-9\.90 s {2}client +connected from port 40001, in 1 ms$/m)
  })

  test('of one in another run is an error', () => {
    expect(() => story(dead, {}, 'nobody')).toThrow('no cell nobody')
  })
})

test.each([
  ['drop', ', so the VM never heard of it.'],
  ['hold', ' before the VM was back. '],
] as const)('what was sent into a wire of %s', (wire, words) => {
  const held = cellOf({ phases: [blackoutOf(8000, wire)], outcome: 'moved' })
  const told = story([...upToBack(held), ...dead.slice(upToBack().length)])
  expect(told.replaceAll(/\n +/g, ' ')).toContain(words)
})

test('what did not come as predicted is said to have come otherwise', () => {
  const told = story(dead)
  expect(told).toMatch(/^Predicted {2}stalled for .*; it came otherwise: died$/m)
  expect(story(stalled)).toMatch(/^Predicted {2}stalled for .*; so it came$/m)
})

test("a timer of the session's own is drawn until it fires, and named", () => {
  const timer = { owner: 'application', setting: 'command timeout', valueMs: 4000 } as const
  const told = story([
    ...upToBack(),
    failed(cell, startMs, startMs + 4000, 'ETIMEDOUT', { timer }),
    gaveUp(cell, startMs + 4000),
    ...endOf(cell, false),
    runEnded,
  ])
  expect(line(told, 'timer')).toMatch(/·!/)
  expect(line(told, 'timer')).toMatch(/4\.0 s$/)
  expect(told.replaceAll(/\n +/g, ' ')).toContain(
    'after 4.0 s without an answer: a timer of the application, command timeout of 4.0 s',
  )
  expect(line(story(unaffected), 'timer')).toBeUndefined()
})

test('of one that nothing can be said of, what was seen is told all the same', () => {
  const short = backMs - 1000
  const doubtful = [
    ...upToBack().slice(0, 3),
    ...blackoutPlayed(cell, startMs, short),
    ...dead.slice(upToBack().length),
  ]
  const told = story(doubtful)
  expect(told.split('\n')[0]).toContain('? inconclusive')
  expect(told.replaceAll(/\n +/g, ' ')).toContain('What was seen all the same: the client saw ETIMEDOUT at 12.6 s')
})

describe('what other sides saw', () => {
  const more: readonly HistoryEvent[] = [
    ...upToBack(),
    {
      type: 'sockets-sampled',
      atMs: startMs + 2000,
      profile: 'linux',
      sockets: [
        {
          localPort: 40_001,
          peer: '10.0.0.3:7',
          state: 'ESTAB',
          timer: 'on,1.2sec,3',
          info: { backoff: '3', retrans: '1/3', rto: '1600', lastsnd: '600' },
        },
        { localPort: 40_002, peer: '10.0.0.3:7', state: 'ESTAB', timer: 'keepalive,9sec,0', info: {} },
      ],
    },
    { type: 'neighbour', atMs: startMs + 3000, profile: 'linux', address: '10.0.0.3', state: 'FAILED' },
    { type: 'neighbour', atMs: startMs + 3000, profile: 'linux', address: '10.0.0.9', state: 'STALE' },
    {
      type: 'service-connection',
      atMs: startMs + 9500,
      vm: cell.vm,
      session: 'echo',
      peer: '10.0.1.1:40001',
      event: 'ended',
      error: { code: 'EPIPE', message: 'write EPIPE' },
    },
    ...dead.slice(upToBack().length),
  ]

  test('has lanes and lines of their own', () => {
    const told = story(more)
    expect(line(told, 'neighbour')).toMatch(/ F/)
    expect(line(told, 'service saw')).toContain('✗')
    expect(told).toMatch(/^ +\+3\.00 s {2}network +.*10\.0\.0\.3 is FAILED$/m)
    expect(told).toMatch(/^ +\+9\.50 s {2}service +sees the connection .* end: EPIPE \(write EPIPE\)$/m)
  })

  test('tells nothing of other addresses and other sockets', () => {
    expect(story(more)).not.toMatch(/10\.0\.0\.9|40002/)
  })

  test('is left out where the record has none', () => {
    for (const label of ['neighbour', 'service saw']) expect(line(story(dead), label)).toBeUndefined()
  })

  test('a keepalive timer is told when it starts and when it has fired, not at each look', () => {
    const sample = (atMs: number, timer: string): HistoryEvent => ({
      type: 'sockets-sampled',
      atMs,
      profile: 'linux',
      sockets: [{ localPort: 40_001, peer: '10.0.0.3:7', state: 'ESTAB', timer, info: {} }],
    })
    const told = story([
      ...upToBack(),
      sample(backMs, 'keepalive,9sec,0'),
      sample(backMs + 1000, 'keepalive,8sec,0'),
      sample(backMs + 9000, 'keepalive,1sec,1'),
      ...endOf(cell, true),
      runEnded,
    ])
    expect(told.match(/keepalive timer.*/g)).toEqual([
      'keepalive timer of port 40001, fired 0 times, due in 9.0 s',
      'keepalive timer of port 40001, fired 1 times, due in 1.0 s',
    ])
  })
})

describe.each([
  ['died', dead],
  ['stalled', stalled],
  ['reconnected', reconnected],
  ['unaffected', unaffected],
  ['inconclusive', brokenOff],
] as const)('the story of one that was %s', (_, history) => {
  test.each([80, 100, 140])('has no line longer than %i columns', (columns) => {
    for (const unicode of [true, false]) {
      for (const each of story(history, { columns, unicode }).split('\n'))
        expect(each.length).toBeLessThanOrEqual(columns)
    }
  })

  test('is ASCII where nothing else is sure to arrive', () => {
    expect(story(history, { unicode: false })).toMatch(/^[\x20-\x7e\n]*$/)
  })

  test('says by colour nothing that it does not say by letters', () => {
    const coloured = story(history, { colours: true })
    expect(coloured).toContain('\u001b[')
    expect(stripVTControlCharacters(coloured)).toBe(story(history))
  })
})

test('of very many events the ones in the middle are counted', () => {
  const often = Array.from({ length: 100 }, (_, n) =>
    failed(cell, backMs + n * 10, backMs + n * 10, 'ECONNREFUSED', { during: 'connect' }),
  )
  const told = story([...upToBack(), ...often, ...endOf(cell, true), runEnded])
  expect(told).toMatch(/and \d+ more, all of them in the record/)
  expect(told.split('\n').length).toBeLessThan(120)
})

test('of very many phases the first and the last are told, so that what the session did is not lost among them', () => {
  const phases = Array.from({ length: 30 }, (_, n) => ({ ...blackoutOf(50), startMs: n * 100 }))
  const often = cellOf({ phases, outcome: 'moved' })
  const played = phases.flatMap((phase, index): HistoryEvent[] => {
    const from = { vm: often.vm, atMs: startMs + phase.startMs }
    const to = { vm: often.vm, atMs: from.atMs + 50 }
    return [
      { type: 'phase-started', ...from, index, phase },
      { type: 'freeze', ...from, act: 'cut', askedMs: from.atMs, evidence: '' },
      { type: 'freeze', ...to, act: 'plugged', askedMs: to.atMs, evidence: '' },
      { type: 'phase-ended', ...to, index, phase },
    ]
  })
  const told = story([
    runStarted([often]),
    connected(often, 100),
    exchanges(often, 200, startMs),
    { type: 'migration-started', atMs: startMs, vm: often.vm },
    ...played,
    slowExchange(often, startMs + 1000, startMs + 2500),
    ...endOf(often, true),
    runEnded,
  ])
  expect(told.match(/falls silent/g)).toHaveLength(6)
  expect(told).toMatch(/^ +\+0\.30 s {2}VM +24 more phases follow, as drawn above$/m)
  expect(told).toContain('has its answer at last, after 1.5 s')
})

test('what a terminal would obey does not reach it', () => {
  const evil = failed(cell, startMs, startMs + 9000, 'E\u001b[2JVIL')
  expect(story([...upToBack(), evil, gaveUp(cell, startMs + 9000), ...endOf(cell, false), runEnded])).not.toContain(
    '\u001b',
  )
})

describe('the stories after the table', () => {
  test('are those of sessions that were not unaffected, without the list', () => {
    const report = judge(wholeRun)
    const stories = explainAffected([wholeRun], report, plain)
    const headings = stories
      .split('\n')
      .filter((each) => /: \S (unaffected|stalled|reconnected|died|inconclusive)/.test(each))
    const affected = report.cells.filter(({ verdict }) => verdict !== 'unaffected')
    expect(affected.length).toBeGreaterThan(0)
    expect(headings).toHaveLength(affected.length)
    expect(stories).not.toContain('connected from port')
  })

  test('are nothing where all were unaffected', () => {
    expect(explainAffected([unaffected], judge(unaffected), plain)).toBe('')
  })

  test('come only where they are wanted', () => {
    const report = judge(dead)
    const table = pretty.render(report, { look: plain })
    expect(pretty.render(report, { look: plain, histories: [dead] })).toBe(
      `${table}\n${explainAffected([dead], report, plain)}`,
    )
    expect(table).not.toContain('Happened')
  })
})
