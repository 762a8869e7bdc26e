/**
 * Crowds of a thousand to a hundred thousand `echo` sessions through a VMotion and a Quick Migration: what becomes of each, and what they take.
 * `docs/size.md` shows it; OUTLIVE_CROWDS=1000,10000 for some of it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../src/history.js'
import { number } from '../src/judge/crowd/words.js'
import { judge } from '../src/judge/judge.js'
import type { CellResult, Crowd } from '../src/result.js'
import { packageRoot } from '../src/scenario/package-root.js'
import { table, withSections } from '../test/methods/docs/sections.js'
import { netnsMissing, play } from '../test/real/play.js'
import { kernelBytes } from './size/kernel-bytes.js'

const command = 'UPDATE_DOCS=1 npm run bench -- size'
const page = join(packageRoot, 'docs/size.md')
const counts = (process.env.OUTLIVE_CROWDS ?? '1000,10000,100000').split(',').map(Number)
/** A Quick Migration is as long as each session has an exchange due in it. */
const memoryFor = (count: number): string => (count > 40_000 ? '3 GiB' : '512 MiB')

/** As the page has them, so that some of them can be measured again. */
const rowsIn = (section: string): Map<string, string> => {
  const [, written = ''] =
    new RegExp(`<!-- ${section}: [^]*?-->\n([^]*?)<!-- /${section} -->`).exec(readFileSync(page, 'utf8')) ?? []
  return new Map(
    [...written.matchAll(/^\| (\d[^|]*) \| ([a-z-]+) \|.*$/gm)].map(([row, count, preset]) => [
      `${count} ${preset}`,
      row,
    ]),
  )
}
const outcomes = rowsIn('outcomes')
const costs = rowsIn('costs')

describe.skipIf(netnsMissing !== '')(`crowds ${netnsMissing}`, () => {
  for (const count of counts) {
    test.each(['vmotion', 'quick-migration'])(`${number(count)} sessions by %s`, async (preset) => {
      const measured = await measure(count, preset)
      const { cell } = measured
      const key = `${number(count)} ${preset}`
      outcomes.set(key, rowOf(key, outcomeOf(cell)))
      costs.set(key, rowOf(key, costOf(measured)))
      writePage()
      const { crowd } = cell
      expect(crowd?.verdicts.reduce((sum, { seen }) => sum + seen, 0)).toBe(count)
      const unsaid = crowd?.verdicts.find(({ verdict }) => verdict === 'inconclusive')
      expect(unsaid?.seen ?? 0, unsaid?.because[0]?.text).toBeLessThan(count / 100)
    })
  }
})

interface Measured {
  readonly cell: CellResult
  readonly crowd: Crowd
  readonly historyBytes: number
  readonly reportBytes: number
  readonly judgingMs: number
  readonly tookMs: number
  readonly kernelBytes: number
}

const measure = async (count: number, preset: string): Promise<Measured> => {
  const kernel = new Map<string, number>()
  const { report, history, cell } = await play(
    {
      name: 'size',
      presets: [preset],
      memory: [memoryFor(count)],
      sessions: [{ name: 'echo', count }],
      profiles: ['linux'],
    },
    'netns',
    (event) => {
      if (event.type === 'crowd-measured') kernel.set(event.when, kernelBytes())
    },
  )
  const found = cell({ count })
  if (found.crowd === undefined) throw new Error('no crowd')
  const began = performance.now()
  judge(history)
  return {
    cell: found,
    crowd: found.crowd,
    historyBytes: bytesOf(history),
    reportBytes: JSON.stringify(report).length,
    judgingMs: performance.now() - began,
    tookMs: report.tookMs,
    kernelBytes: (kernel.get('open') ?? 0) - (kernel.get('empty') ?? 0),
  }
}

const bytesOf = (history: readonly HistoryEvent[]): number =>
  history.reduce((sum, event) => sum + JSON.stringify(event).length + 1, 0)

const outcomeOf = ({ crowd, paceMs = 0, achieved }: CellResult): readonly string[] => {
  const { verdicts = [], stallMs = null, waited = 0 } = crowd ?? {}
  const silentMs = Math.max(
    0,
    ...achieved.flatMap(({ kind, durationMs }) => (kind === 'blackout' ? [durationMs ?? 0] : [])),
  )
  return [
    seconds(silentMs),
    seconds(paceMs),
    number(waited),
    verdicts.map(({ verdict, seen }) => `${number(seen)} ${verdict}`).join(', '),
    verdicts
      .flatMap(({ because }) => because.filter(({ owner }) => owner !== null))
      .map(({ owner, setting, seen }) => `${number(seen)} ${setting ?? owner}`)
      .join(', '),
    stallMs === null ? '' : [stallMs.p50, stallMs.p90, stallMs.p99, stallMs.max].map(seconds).join(' / '),
  ]
}

const costOf = ({ cell, crowd, ...measured }: Measured): readonly string[] => {
  const { count = 1 } = cell
  const { clients, services } = crowd.taken ?? {}
  return [
    seconds(crowd.openedInMs),
    seconds(measured.tookMs),
    kib(clients?.bytesPerSession ?? 0),
    kib(services?.bytesPerSession ?? 0),
    kib(measured.kernelBytes / count),
    `${percent(clients?.cores ?? 0)} + ${percent(services?.cores ?? 0)}`,
    `${(measured.historyBytes / 1e6).toFixed(1)} MB, ${Math.round(measured.historyBytes / count)} B each`,
    `${(measured.reportBytes / 1000).toFixed(1)} kB`,
    seconds(measured.judgingMs),
  ]
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`
const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`
const percent = (share: number): string => `${Math.round(share * 100)} %`

const rowOf = (key: string, cells: readonly string[]): string => `| ${[...key.split(' '), ...cells].join(' | ')} |`

const writePage = (): void => {
  const sorted = (rows: Map<string, string>): string[][] =>
    [...rows.values()]
      .map((row) => row.slice(2, -2).split(' | '))
      .sort(([one = ''], [other = '']) => Number(one.replaceAll(',', '')) - Number(other.replaceAll(',', '')))
  const sections = {
    outcomes: table(
      [
        'sessions',
        'moved by',
        'silent for',
        'an exchange every',
        'under way meanwhile',
        'verdicts',
        'what decided',
        'longest waits: p50 / p90 / p99 / all',
      ],
      sorted(outcomes),
    ),
    costs: table(
      [
        'sessions',
        'moved by',
        'opened in',
        'whole run',
        'client, each',
        'in the VM, each',
        'kernel, each',
        'of a core, clients + VM',
        'history',
        'report',
        'judged in',
      ],
      sorted(costs),
    ),
  }
  console.log(sections.outcomes, '\n', sections.costs)
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, withSections(readFileSync(page, 'utf8'), sections, command))
}
