import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import { mergeRepetitions, numberedIn } from '../../src/record/repetitions.js'
import { toldOf } from '../../src/report/explain/told.js'
import { answer } from '../../src/report/html/answer.js'
import { bounded, boundedToEnds } from '../../src/report/html/bounded.js'
import type { PageData } from '../../src/report/html/data.js'
import { asDataBlock, embed, place } from '../../src/report/html/embed.js'
import { pageDataOf } from '../../src/report/html/page-data.js'
import { pageRun } from '../../src/report/html/run.js'
import { storyOf } from '../../src/report/html/story.js'
import { pageTune } from '../../src/report/html/tune.js'
import { html } from '../../src/report/html.js'
import { slowExchange, startMs } from '../judge/history-of.js'
import { bigReport, bigRun } from './big-run.js'
import { cell, demo, report } from './build-report.js'
import { aTune } from './build-tune.js'

const look = { columns: 100, colours: false, unicode: true }

/** What the page reads back. */
const dataIn = (page: string): PageData =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '')

describe('a story in numbers', () => {
  const history = bigRun(8)
  const [died, stalled] = toldOf(history, judge(history), () => true).map(storyOf)

  test('has exchanges where they were, and none in the silence', () => {
    const { exchanges = [], fromMs = 0, toMs = 0 } = died ?? {}
    const binMs = (toMs - fromMs) / exchanges.length
    const start = Math.ceil(-fromMs / binMs)
    expect(exchanges.slice(0, start).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10)
    expect(exchanges.slice(start + 1).every((count) => count === 0)).toBe(true)
  })

  test('has no wait that was over before it begins, and of one that was not only the rest', () => {
    const waitsWith = (fromMs: number, toMs: number) => {
      const [, cell] = history[0]?.type === 'run-started' ? history[0].cells : []
      const told = cell === undefined ? history : [...history, slowExchange(cell, startMs + fromMs, startMs + toMs)]
      return toldOf(told, judge(told), ({ result }) => result.id === cell?.id).map(storyOf)[0]
    }
    const begins = stalled?.fromMs ?? 0
    expect(waitsWith(begins - 3000, begins - 500)?.waits).toEqual(stalled?.waits)
    const cut = waitsWith(begins - 3000, begins + 1000)
    expect(cut?.waits.items).toContainEqual({ startMs: cut?.fromMs, durationMs: 1000 })
  })

  test('has each retransmission with its number, and the timer from its start to its end', () => {
    expect(died?.resent.items.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    expect(died?.timer).toMatchObject({ durationMs: 19_800, name: 'net.ipv4.tcp_retries2=5' })
  })

  test('has the moments that the eye looks for', () => {
    expect(died?.moments.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['start', 0],
      ['back', 17_200],
      ['dead', 19_800],
    ])
    expect(stalled?.moments.at(-1)).toMatchObject({ kind: 'again', atMs: 26_700 })
  })

  test('has the words that `outlive explain` has', () => {
    expect(died?.words.map(({ label }) => label)).toEqual([
      'Happened',
      'Cause',
      'Whose',
      'Evidence',
      'Otherwise',
      'Predicted',
    ])
    expect(died?.words.find(({ label }) => label === 'Otherwise')?.texts).toContain(
      'net.ipv4.tcp_retries2=6 would have done',
    )
  })
})

test('what to set stands beside the cell, as lines to paste', () => {
  const history = bigRun(8)
  const [first] = pageRun('test', judge(history), [history]).cells
  expect(first?.recommended).toEqual({
    from: 'measured',
    lines: [
      {
        place: '/etc/sysctl.d/60-outlive.conf on the client',
        lines: [
          { sign: '-', text: 'net.ipv4.tcp_retries2 = 5' },
          { sign: '+', text: 'net.ipv4.tcp_retries2 = 6' },
        ],
      },
    ],
  })
})

describe('of many things', () => {
  test('the heaviest are kept, in their order, and how many there were', () => {
    expect(bounded([3, 1, 2], 2, (each) => each)).toEqual({ items: [3, 2], of: 3 })
    expect(boundedToEnds([1, 2, 3, 4, 5], 4)).toEqual({ items: [1, 2, 4, 5], of: 5 })
    expect(bounded([1], 2)).toEqual({ items: [1], of: 1 })
  })

  test('a thousand migrations have a page of bounded size', () => {
    const phase = { kind: 'blackout' as const, wire: 'drop' as const }
    const phases = Array.from({ length: 5000 }, (_, index) => ({ ...phase, startMs: index * 100, durationMs: 50 }))
    const run = pageRun('many', report([cell({ plan: phases, achieved: phases })]))
    expect(run.moves[0]?.phases.of).toBe(5000)
    expect(JSON.stringify(run).length).toBeLessThan(60_000)
  })
})

describe('the answer', () => {
  test('counts, the worst first', () => {
    expect(answer(demo())).toBe(
      'Of 24 sessions 8 died, 4 broke and connected anew, 4 stalled for up to 25.8 s and 8 went on as if nothing had happened.',
    )
  })

  test('says what cannot be said', () => {
    expect(answer(report([cell({}), cell({ verdict: 'inconclusive' })]))).toBe(
      'Of 2 sessions 1 went on as if nothing had happened; of 1 more nothing can be said.',
    )
    expect(answer(report([cell({ verdict: 'inconclusive' })]))).toBe('Of the one session nothing can be said.')
    expect(answer(report([]))).toBe('No session was tried.')
  })

  test('says “all” where all fared alike', () => {
    expect(answer(report([cell({}), cell({})]))).toBe('Both sessions went on as if nothing had happened.')
  })
})

describe('data in a page', () => {
  const hostile = `</script><img src=x onerror=alert(1)><!-- $& $' \u2028 \u202e`

  test('stays data, whatever names are in it', () => {
    const block = asDataBlock({ name: hostile })
    expect(block.match(/</g)).toHaveLength(2)
    expect(block).not.toMatch(/[\u2028\u2029\u202e]/)
    const page = embed(`<html><head></head><body>${place}</body></html>`, { name: hostile })
    expect(dataIn(page)).toEqual({ name: `</script><img src=x onerror=alert(1)><!-- $& $'` })
  })

  test('goes only into a page that has a place for it', () => {
    expect(() => embed('<html></html>', {})).toThrow('no place')
  })

  test('comes with a policy that lets the page run its own script and load nothing', () => {
    const page = html.render(demo(), { look })
    expect(page).toMatch(/default-src 'none'; script-src 'sha256-[\w+/]+=*'; style-src 'unsafe-inline'/)
    expect(page).not.toMatch(/(?:src|href)="https?:/)
  })

  test('is the report’s own cells, but for their phases, which those of one VM share', () => {
    const [run] = dataIn(html.render(demo(), { look })).runs
    for (const [index, cell] of demo().cells.entries()) {
      const { plan: _, achieved: __, predicted: ___, ...kept } = cell
      expect(run?.cells[index]).toMatchObject(kept)
    }
    expect(run?.moves).toHaveLength(3)
  })
})

test('the stories of a report of shards come from the history that has each', () => {
  const [whole, half] = [bigReport(16), bigRun(16)]
  const of = (keep: (cell: string) => boolean): HistoryEvent[] =>
    half.map((event) =>
      event.type === 'run-started' ? { ...event, cells: event.cells.filter(({ id }) => keep(id)) } : event,
    )
  const isFirst = (id: string): boolean => id.startsWith('quick-migration')
  const { cells } = pageRun('merged', whole, [of(isFirst), of((id) => !isFirst(id))])
  expect(cells.map(({ story }) => story?.moments.length)).toEqual(
    pageRun('whole', whole, [half]).cells.map(({ story }) => story?.moments.length),
  )
})

test('each repetition of a scenario has its own stories', () => {
  const report = mergeRepetitions([bigReport(4), bigReport(4)])
  const histories = [0, 1].map((index) => bigRun(4).map((event) => numberedIn(event, index)))
  const { cells } = pageRun('twice', report, histories)
  const moved = cells.filter(({ control }) => !control)
  expect(moved).toHaveLength(8)
  expect(moved.every(({ story }) => story !== null)).toBe(true)
})

describe('what tune found', () => {
  test('has its borders with the timers that draw them, each band in words', () => {
    const { curves } = pageTune('tune', aTune)
    expect(curves[0]?.borders).toEqual([{ atMs: 10_000, text: 'net.ipv4.tcp_retries2=5' }])
    expect(curves[0]?.told.map(({ verdict }) => verdict)).toEqual(['unaffected', 'died'])
  })

  test('has its advice, with the lines to paste', () => {
    const proof = { outlived: 0, of: 2, endings: [], noticed: null }
    const change = { owner: 'client kernel' as const, setting: 'net.ipv4.tcp_retries2', from: 5, to: 8 }
    const session = {
      session: 'echo',
      endsOn: 'guest' as const,
      shape: 'talking' as const,
      profile: 'linux',
      wire: 'drop' as const,
    }
    const advice = [{ ...session, before: proof, changes: [change], after: { ...proof, outlived: 2 } }]
    const page = pageTune('tune', { ...aTune, curves: [], target: { ms: 45_000, pauseMs: 54_000, advice } })
    expect(page.advice[0]).toMatchObject({
      name: 'echo on linux, drop',
      conclusion: { verdict: 'unaffected', text: 'can be saved' },
      proofs: [
        { label: 'before', verdict: 'died' },
        { label: 'after', verdict: 'unaffected' },
      ],
    })
    expect(page.advice[0]?.lines[0]?.lines.map(({ text }) => text)).toEqual([
      'net.ipv4.tcp_retries2 = 5',
      'net.ipv4.tcp_retries2 = 8',
    ])
  })
})

test('several runs are compared with the first', () => {
  const changed = report([cell({ verdict: 'died' })])
  const { comparisons } = pageDataOf(
    [
      { label: 'a', report: report([cell({})]) },
      { label: 'b', report: changed },
    ],
    [],
  )
  expect(comparisons).toHaveLength(1)
  expect(comparisons[0]?.cells[0]).toMatchObject({ agrees: false, now: { verdict: 'died' } })
})

test.each([
  [120, 1.5e6],
  [1000, 8e6],
])('a page of %i sessions with all their stories is smaller than %i bytes', (count, most) => {
  const page = html.render(bigReport(count), { look, histories: [bigRun(count)] })
  console.log(`${count} sessions: ${(page.length / 1e6).toFixed(2)} MB`)
  expect(dataIn(page).runs[0]?.cells.every(({ story }) => story !== null)).toBe(true)
  expect(Buffer.byteLength(page)).toBeLessThan(most)
})
