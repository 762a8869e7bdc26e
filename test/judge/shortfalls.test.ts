/** What a scenario expects, and what of it did not come true. */
import { describe, expect, test } from 'vitest'
import type { Expectation } from '../../src/cell.js'
import { UsageError } from '../../src/errors.js'
import type { HistoryEvent, ProgramEnd } from '../../src/history.js'
import { gatherFacts } from '../../src/judge/facts.js'
import { shortfallsOf } from '../../src/judge/shortfalls.js'
import type { Cause, CellResult } from '../../src/result.js'
import { symptomOf } from '../../src/symptom.js'
import { cellOf, runStarted } from './history-of.js'

const cell = cellOf({ phases: [], outcome: 'here' })
const { id } = cell
const stalled = { verdict: 'stalled', cause: null, longestStallMs: 8300 } as const

const shortfalls = (
  expected: Expectation,
  outcome: Pick<CellResult, 'verdict' | 'cause' | 'longestStallMs'> = stalled,
  ...events: readonly HistoryEvent[]
): string[] => {
  const [facts] = gatherFacts([runStarted([cell]), ...events]).cells
  if (facts === undefined) throw new Error('no cell')
  return shortfallsOf(facts, expected, outcome)
}
const without = (symptom: string, ...events: readonly HistoryEvent[]): string[] =>
  shortfalls({ without: [symptom] }, stalled, ...events)

const ended = (end: Partial<ProgramEnd>): HistoryEvent => ({
  type: 'ended',
  cell: id,
  atMs: 20_000,
  exit: 0,
  signal: null,
  byUs: false,
  printed: null,
  lastLines: [],
  ...end,
})
const said = (line: string): HistoryEvent => ({ type: 'said', cell: id, atMs: 1, line })
const watched = (line: string): HistoryEvent => ({ type: 'watched', cell: id, atMs: 1, line })
const failed = (code: string, message: string): HistoryEvent => ({
  type: 'failed',
  cell: id,
  atMs: 1,
  during: 'exchange',
  startedMs: 0,
  error: { code, message },
})
const audited = (duplicated: number): HistoryEvent => ({
  type: 'audited',
  cell: id,
  atMs: 1,
  acknowledged: 40,
  lost: 0,
  duplicated,
  corrupted: 0,
})

test('each part is held against what came, and told with what was expected', () => {
  expect(shortfalls({ verdicts: ['stalled'], maxStallMs: 9000 })).toEqual([])
  expect(shortfalls({ verdicts: ['unaffected', 'died'], maxStallMs: 3000 })).toEqual([
    'stalled, expected: unaffected or died',
    'stalled for 8.3 s, expected: at most 3.0 s',
  ])
})

test('a cause is allowed by its owner or by its setting; who has none has no other', () => {
  const cause = { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2' } as Cause
  const died = { ...stalled, verdict: 'died', cause } as const
  expect(shortfalls({ causes: ['net.ipv4.tcp_retries2'] }, died)).toEqual([])
  expect(shortfalls({ causes: ['client kernel'] }, died)).toEqual([])
  expect(shortfalls({ causes: ['library'] }, died)).toEqual(['because of net.ipv4.tcp_retries2, expected: library'])
  expect(shortfalls({ causes: ['library'] })).toEqual([])
})

test('of what nothing can be said, nothing fell short', () => {
  const unsaid = { ...stalled, verdict: 'inconclusive' } as const
  expect(shortfalls({ verdicts: ['unaffected'], without: ['hang 1s'] }, unsaid)).toEqual([])
})

test('a record of before there was more than verdicts', () => {
  const old = { ...cell, expected: ['died'] as unknown as Expectation }
  expect(gatherFacts([runStarted([old])]).cells[0]?.cell.expected).toEqual({ verdicts: ['died'] })
})

describe('symptoms', () => {
  test.each<readonly [string, HistoryEvent, string]>([
    ['ECONNRESET', failed('ECONNRESET', 'read ECONNRESET'), 'exchange: read ECONNRESET'],
    ['ECONNRESET', said('psql: Connection reset by peer'), 'printed «psql: Connection reset by peer»'],
    ['ETIMEDOUT', ended({ exit: 1, lastLines: ['bye', 'Error: ETIMEDOUT'] }), 'printed «Error: ETIMEDOUT»'],
    ['exit 3', ended({ exit: 3 }), 'ended with status 3'],
    ['duplicated', audited(2), '2 of 40 acknowledged: duplicated'],
    ['stdout row \\d+ twice', watched('row 17 twice'), 'printed «row 17 twice»'],
    ['stdout terminat', failed('57P01', 'terminating connection'), 'error «terminating connection»'],
  ])('%s is seen', (symptom, event, words) => {
    expect(without(symptom, event)).toEqual([`${symptom}: ${words}`])
  })

  test.each<readonly [string, HistoryEvent]>([
    ['ECONNRESET', failed('EPIPE', 'write EPIPE')],
    ['exit 1', ended({ exit: 0 })],
    ['exit 143', ended({ exit: 143, byUs: true })],
    ['duplicated', audited(0)],
    ['lost', audited(2)],
    ['stdout row 17', watched('row 18')],
    ['died', ended({ exit: 0 })],
  ])('%s is not', (symptom, event) => {
    expect(without(symptom, event)).toEqual([])
  })

  test('a hang is a stall of at least that length', () => {
    expect(without('hang 8s')).toEqual(['hang 8s: nothing came back for 8.3 s'])
    expect(without('hang 9s')).toEqual([])
    expect(symptomOf('hang 9s').takesMs).toBe(9000)
  })

  test.each(['', 'reset', 'hang', 'hang 9', 'exit', 'exit one', 'stdout (', 'inconclusive'])(
    '«%s» is refused',
    (written) => {
      expect(() => symptomOf(written)).toThrow(UsageError)
    },
  )
})
