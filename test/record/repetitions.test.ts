import { describe, expect, test } from 'vitest'
import { mergeRepetitions } from '../../src/record/repetitions.js'
import { pageRun } from '../../src/report/html/run.js'
import { reporters } from '../../src/report/index.js'
import { type Report, reportSchema } from '../../src/result.js'
import { cell, report } from '../report/build-report.js'

const look = { columns: 80, colours: false, unicode: true }
const death = { firedAtMs: 19_900 }
const died = (stall: number): Report =>
  report([
    cell({ verdict: 'died', death, longestStallMs: stall }),
    cell({ control: true, preset: 'none', blackoutMs: 0 }),
  ])
const lucky = report([cell({ verdict: 'stalled' }), cell({ control: true, preset: 'none', blackoutMs: 0 })])
const unsaid = report([cell({ verdict: 'inconclusive' }), cell({ control: true, preset: 'none', blackoutMs: 0 })])

describe('a scenario that was played four times', () => {
  const merged = mergeRepetitions([died(19_800), died(20_000), lucky, unsaid])

  test('has all of its sessions, each told from the others, as the schema says', () => {
    expect(reportSchema.parse(merged)).toEqual(merged)
    expect(new Set(merged.cells.map(({ id }) => id)).size).toBe(8)
    expect(merged.cells.map(({ repetition }) => repetition)).toEqual([1, 1, 2, 2, 3, 3, 4, 4])
  })

  test('says how often each came to what, with an interval; what cannot be said is counted apart', () => {
    const [share, control] = merged.shares ?? []
    expect(share).toMatchObject({ of: 3, inconclusive: 1, stallMs: { least: 19_800, median: 20_000, most: 26_140 } })
    expect(share?.verdicts.map(({ verdict, seen }) => [verdict, seen])).toEqual([
      ['died', 2],
      ['stalled', 1],
    ])
    // Wilson's interval for 2 of 3.
    expect(share?.verdicts[0]?.interval[0]).toBeCloseTo(0.208, 3)
    expect(share?.verdicts[0]?.interval[1]).toBeCloseTo(0.939, 3)
    expect(share?.verdicts[0]?.causes).toEqual([
      { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5, seen: 2 },
    ])
    expect(control).toMatchObject({ control: true, of: 4, inconclusive: 0 })
  })

  test('is a table of shares', () => {
    const text = reporters.pretty.render(merged, { look: { columns: 120, colours: false, unicode: true } })
    expect(text).toMatch(/^demo, played 4 times: 4 sessions/)
    expect(text).toMatch(
      /^ {2}echo on linux +✗ died +2 of 3 \(21 to 94 %\) +19\.8 to 20\.0 s +client kernel, net\.ipv4\.tcp_retries2=5$/m,
    )
    expect(text).toMatch(/^ +~ stalled +1 of 3 \(6 to 79 %\) +26\.1 s/m)
    expect(text).toMatch(/^ +\? inconclusive +1$/m)
  })

  test('is a table of shares in Markdown, and on a page', () => {
    const row = 'quick-migration, 1 GiB | echo on linux | ❌ died | 2 of 3 (21 to 94 %) | 19.8 to 20.0 s |'
    expect(reporters.markdown.render(merged, { look })).toContain(row)
    const { shares, moves } = pageRun('test', merged)
    expect(shares[0]?.outcomes.map(({ verdict, often }) => [verdict, often])).toEqual([
      ['died', '2 of 3 (21 to 94 %)'],
      ['stalled', '1 of 3 (6 to 79 %)'],
      ['inconclusive', '1'],
    ])
    expect(moves.map(({ repetition }) => repetition)).toEqual([1, 2, 3, 4])
  })

  test('is a test each for a CI', () => {
    const xml = reporters.junit.render(merged, { look })
    expect(xml.match(/<testsuite /g)).toHaveLength(5)
    expect(xml).toContain('quick-migration, 1 GiB, repetition 3')
  })

  test('one that did not finish is told', () => {
    expect(mergeRepetitions([lucky, { ...lucky, ended: 'interrupted' }]).ended).toBe('interrupted')
  })
})
