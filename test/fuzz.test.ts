/** Whatever is in a file from somebody else: it is read, or refused in words. Never a crash, and nothing that a terminal would obey. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { UsageError } from '../src/errors.js'
import type { HistoryEvent } from '../src/history.js'
import { readPauses } from '../src/logs/index.js'
import { judgeHistory, orDamaged } from '../src/record/judged.js'
import { historyFile } from '../src/record.js'
import { explainAffected } from '../src/report/explain/explain.js'
import { reporters } from '../src/report/index.js'
import { loadScenario } from '../src/scenario/load.js'
import { packageRoot } from '../src/scenario/package-root.js'
import { resolveScenario } from '../src/scenario/resolve.js'
import type { ScenarioDocument } from '../src/scenario/scenario.js'
import * as told from './judge/history-of.js'
import { folderWith } from './scenario/folder.js'

/** Each of a hundred records is judged, predicted and shown in every way. */
vi.setConfig({ testTimeout: 60_000 })

const look = { columns: 100, colours: false, unicode: true }

/** What it makes of it; nothing where it is refused in words. Anything else that it throws is a crash. */
const orRefused = <Result>(act: () => Result): Result | undefined => {
  try {
    return act()
  } catch (error) {
    if (error instanceof UsageError) return void expect(error.message).not.toBe('')
    throw error
  }
}

const fixtures = (folder: string): string[] =>
  readdirSync(join(packageRoot, 'fixtures', folder)).map((name) =>
    readFileSync(join(packageRoot, 'fixtures', folder, name), { encoding: 'utf8', flag: 'r' }),
  )

/** A text with a few places in it replaced by something else. */
const damaged = (texts: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          length: fc.nat(40),
          by: fc.oneof(
            fc.string(),
            fc.constantFrom('*', '&x', '{', '[', ': ', '\n', '\t', '1e999', '\u0000', '\u001b]0;'),
          ),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([text, changes]) =>
      changes.reduce((now, { at, length, by }) => {
        const from = Math.floor(at * now.length)
        return now.slice(0, from) + by + now.slice(from + length)
      }, text),
    )

describe('scenarios', () => {
  test('any value', () => {
    const keys = ['name', 'presets', 'memory', 'sessions', 'profiles', 'expect', 'guest', 'needs', 'wire', 'migrations']
    const value = fc.oneof(
      fc.anything({ maxDepth: 3 }),
      fc.constantFrom(['echo'], ['vmotion'], ['1 GiB'], ['linux'], 'x'),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value), (document) => {
        orRefused(() => resolveScenario(document as unknown as ScenarioDocument))
      }),
      { numRuns: 300 },
    )
  })

  test('any damage to their files', () => {
    const scenarios = readdirSync(join(packageRoot, 'fixtures/scenarios')).filter((name) => name.endsWith('.yaml'))
    const texts = scenarios.map((name) => readFileSync(join(packageRoot, 'fixtures/scenarios', name), 'utf8'))
    const folder = folderWith({})
    fc.assert(
      fc.property(damaged(texts), (text) => {
        const file = join(folder, 'mine.yaml')
        fc.pre(text.length < 1_000_000)
        writeFileSync(file, text)
        orRefused(() => loadScenario(file))
      }),
      { numRuns: 200 },
    )
  })
})

describe('records', () => {
  const plan = { phases: [told.blackoutOf(8000)], outcome: 'moved' } as const
  const cell = told.cellOf(plan)
  const history: readonly HistoryEvent[] = [
    told.runStarted([cell]),
    told.connected(cell, 1000),
    told.exchanges(cell, 2000, told.startMs),
    ...told.blackoutPlayed(cell, told.startMs, told.startMs + 8000),
    told.failed(cell, told.startMs + 50, told.startMs + 13_000, 'ETIMEDOUT'),
    told.gaveUp(cell, told.startMs + 13_000),
    ...told.endOf(cell, false),
    told.runEnded,
  ]
  const lines = history.map((event) => JSON.stringify(event))

  /** Judged, and shown in every way. */
  const shower =
    (folder: string) =>
    (text: string): void => {
      writeFileSync(join(folder, historyFile), text)
      orRefused(() => {
        const judged = judgeHistory(folder)
        for (const { render } of Object.values(reporters)) render(judged.report, { look })
        return orDamaged(folder, () => explainAffected([judged.history], judged.report, look))
      })
    }

  test('is judged and shown where nothing is wrong with it', () => {
    const judged = judgeHistory(folderWith({ [historyFile]: lines.join('\n') }))
    expect(judged.report.cells.map(({ verdict }) => verdict)).toEqual(['died'])
  })

  test('lines lost, doubled, in another order', () => {
    const show = shower(folderWith({}))
    const some = fc.array(fc.nat(lines.length - 1), { maxLength: 2 * lines.length })
    fc.assert(
      fc.property(some, (order) => show([lines[0], ...order.map((at) => lines[at])].join('\n'))),
      { numRuns: 60 },
    )
  })

  test('any field of any event is something else', () => {
    const show = shower(folderWith({}))
    const change = fc.tuple(fc.nat(lines.length - 1), fc.nat(30), fc.jsonValue({ maxDepth: 2 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const events = structuredClone(history) as unknown as Record<string, unknown>[]
        for (const [at, field, value] of changes) {
          const keys = Object.keys(events[at] ?? {})
          const key = keys[field % keys.length]
          if (key !== undefined && events[at] !== undefined) events[at][key] = value
        }
        show(events.map((event) => JSON.stringify(event)).join('\n'))
      }),
      { numRuns: 100 },
    )
  })

  test('any damage to the file', () => {
    fc.assert(fc.property(damaged([lines.join('\n')]), shower(folderWith({}))), { numRuns: 60 })
  })
})

test('logs', () => {
  fc.assert(
    fc.property(fc.oneof(damaged(fixtures('logs')), fc.string()), (text) => {
      orRefused(() => readPauses(text, 'some.log'))
    }),
    { numRuns: 500 },
  )
})
