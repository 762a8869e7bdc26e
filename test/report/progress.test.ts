import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { penFor } from '../../src/report/pen.js'
import { changes } from '../../src/report/progress/lines.js'
import { live } from '../../src/report/progress/live.js'
import { hear, newState } from '../../src/report/progress/state.js'
import { tailMs } from '../../src/report/progress/tail.js'
import { type RunView, viewAt } from '../../src/report/progress/view.js'
import { blackout, exchanged, gaveUp, started, vm, wholeRun } from './build-run.js'

const waits = { baselineMs: 3000, settleMs: 38_000 }
const pen = penFor({ columns: 80, colours: false, unicode: true })

/** What is known at a time: of events until then, or of the events given. */
const at = (atMs: number, events: readonly HistoryEvent[] = wholeRun): RunView => {
  const state = newState()
  for (const event of events) if (event.atMs <= atMs) hear(state, event)
  return viewAt(state, atMs, waits)
}
const stageOf = (view: RunView, name: string) => view.vms.find((each) => each.name === name)?.stage

describe('what a run is at', () => {
  test.each([
    [100, 'booting'],
    [600, 'opening'],
    [800, 'base line'],
    [4500, 'moving'],
    [12_900, 'moving'],
    [13_500, 'settling'],
    [19_100, 'asking'],
    [19_600, 'ended'],
  ])('at %d ms it is %s', (atMs, stage) => {
    expect(at(atMs).stage).toBe(stage)
  })

  test('a VM’s phase is told with the time that is left of it', () => {
    expect(stageOf(at(4400), 'moved')).toMatchObject({ kind: 'phase', phase: { kind: 'brownout' }, leftMs: 600 })
    expect(stageOf(at(6000), 'moved')).toMatchObject({ kind: 'phase', phase: { kind: 'blackout' }, leftMs: 7000 })
  })

  test('a VM that is not moved is said to be so', () => {
    expect(stageOf(at(6000), 'control')).toEqual({ kind: 'not moved' })
  })

  test('after its migration a VM waits for its sessions, until each has answered or died', () => {
    expect(stageOf(at(13_500), 'moved')).toEqual({ kind: 'back', waitingFor: 2 })
    expect(stageOf(at(17_500), 'moved')).toEqual({ kind: 'back', waitingFor: 1 })
    expect(stageOf(at(18_000), 'moved')).toEqual({ kind: 'settled' })
  })

  test('a VM that ended by itself is told as gone, and the others go on', () => {
    const view = at(800, [...wholeRun.slice(0, 6), vm(750, 'moved', 'gone')])
    expect(stageOf(view, 'moved')).toEqual({ kind: 'gone' })
    expect(view.stage).toBe('base line')
  })

  test('nothing is known before the first event', () => {
    expect(viewAt(newState(), 0, waits)).toMatchObject({ vms: [], leftMs: undefined })
  })
})

describe('sessions', () => {
  const counts = (view: RunView) => {
    const { alive, silent, dead } = view.vms.find(({ name }) => name === 'moved') ?? {}
    return { alive, silent, dead }
  }

  test('live while exchanges end, are silent when none has for a while, and die when they give up', () => {
    expect(counts(at(4000))).toEqual({ alive: 2, silent: 0, dead: 0 })
    expect(counts(at(6300))).toEqual({ alive: 2, silent: 0, dead: 0 })
    expect(counts(at(6500))).toEqual({ alive: 0, silent: 2, dead: 0 })
    expect(counts(at(18_000))).toEqual({ alive: 1, silent: 0, dead: 1 })
  })

  test('of a client process that is lost are dead', () => {
    const lost: HistoryEvent = {
      type: 'client-lost',
      atMs: 900,
      cells: ['moved/echo', 'moved/console'],
      detail: 'SIGKILL',
    }
    expect(counts(at(900, [...wholeRun.slice(0, 6), lost]))).toEqual({ alive: 0, silent: 0, dead: 2 })
  })

  test('that nobody has heard of change nothing', () => {
    const state = newState()
    hear(state, started)
    for (const event of [exchanged(1, 'nobody'), gaveUp(2, 'nobody'), vm(3, 'nowhere', 'gone')]) hear(state, event)
    expect(viewAt(state, 5, waits).vms.map(({ dead, stage }) => [dead, stage.kind])).toEqual([
      [0, 'booting'],
      [0, 'booting'],
    ])
  })
})

describe('the time that is left', () => {
  test('shrinks as the run goes on, and is never far from the truth', () => {
    const left = [100, 800, 4500, 8000, 12_000].map((atMs) => at(atMs).leftMs ?? 0)
    expect(left).toEqual(left.toSorted((a, b) => b - a))
    for (const [index, atMs] of [800, 4500, 8000, 12_000].entries()) {
      expect(Math.abs((left[index + 1] ?? 0) + atMs - 19_500)).toBeLessThan(2500)
    }
  })

  test('ends with the first retransmission that falls after the blackout', () => {
    // Retransmissions leave at 0.2, 0.6, 1.4, 3.0, 6.2 and 12.6 s.
    expect(tailMs({ phases: [blackout], outcome: 'moved' })).toBe(12_600 - 8000)
    expect(tailMs({ phases: [{ ...blackout, durationMs: 6200 }], outcome: 'moved' })).toBe(0)
    expect(tailMs({ phases: [{ ...blackout, wire: 'answer' }], outcome: 'moved' })).toBe(0)
    expect(tailMs({ phases: [], outcome: 'here' })).toBe(0)
  })
})

test('without a terminal there is a line for each change, with its time', () => {
  const state = newState()
  const lines: string[] = []
  let before: RunView | undefined
  for (const event of wholeRun) {
    hear(state, event)
    const view = viewAt(state, event.atMs, waits)
    lines.push(...changes(before, view, pen))
    before = view
  }
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "     0 s  small: starting 2 VMs, about 25 s left
      0.50 s  small: opening 3 sessions, about 25 s left
      0.70 s  small: base line, about 20 s left
       4.0 s  small: migrations under way, about 17 s left
       4.0 s  moved: copying for 1.0 s: 100 MB copied while the VM runs
       5.0 s  moved: BLACKOUT for 8.0 s: 8 s, for a test
      13.0 s  small: waiting for sessions to come back or to die, about 8 s left
      13.0 s  moved: back, waiting for 2 of 2 sessions
      18.0 s  moved: done, 1 session alive, 1 dead
      19.0 s  small: asking each session whether it lives, comparing its data
      19.5 s  small: ended"
  `)
})

describe('on a terminal', () => {
  test('each VM has a line', () => {
    expect(live(at(7000), pen, 24)).toMatchInlineSnapshot(`
      "small: 7.0 s, migrations under way, about 14 s left
        moved     BLACKOUT 6.0 s left         ~~  0 alive 2 silent
        control   not moved                   ✓   1 alive"
    `)
    expect(live(at(17_500), pen, 24)).toMatchInlineSnapshot(`
      "small: 17.5 s, waiting for sessions to come back or to die, about 4 s left
        moved     back: waiting for 1 of 2    ✓~  1 alive 1 silent
        control   not moved                   ✓   1 alive"
    `)
  })

  test('VMs that do not fit on it are counted', () => {
    const view = at(7000)
    const many = {
      ...view,
      vms: Array.from({ length: 30 }, (_, n) => ({ ...at(7000).vms[0], name: `vm-${n}` })),
    } as RunView
    const drawn = live(many, pen, 12).split('\n')
    expect(drawn).toHaveLength(11)
    expect(drawn.at(-1)).toBe('  and 21 more')
  })

  test.each([40, 60, 80])('no line is longer than %d columns', (columns) => {
    const view = at(17_500)
    const long = {
      ...view,
      vms: view.vms.map((each) => ({ ...each, name: `a-very-long-name-of-a-preset-${each.name}-8192MiB` })),
    }
    for (const line of live(long, penFor({ columns, colours: false, unicode: true }), 24).split('\n')) {
      expect(line.length).toBeLessThan(columns)
    }
  })
})

test('of a long series a line is told now and then', () => {
  const phase = { ...blackout, durationMs: 100 }
  const movingAt = (atMs: number): RunView => ({
    name: 'series',
    stage: 'moving',
    atMs,
    leftMs: undefined,
    vms: [
      {
        name: 'moved',
        stage:
          atMs % 200 < 100
            ? { kind: 'phase', phase: { ...phase, startMs: atMs }, leftMs: 100 }
            : { kind: 'between phases', leftMs: 100 },
        phases: 1000,
        each: ['alive'],
        sessions: 1,
        alive: 1,
        silent: 0,
        dead: 0,
      },
    ],
  })
  const views = Array.from({ length: 1000 }, (_, n) => movingAt(n * 100))
  const lines = views.flatMap((view, n) => changes(views[n - 1], view, pen)).filter((line) => line.includes('moved: '))
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.length).toBeLessThanOrEqual(10)
})
