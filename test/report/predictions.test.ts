import { expect, test } from 'vitest'
import { predictions } from '../../src/report/pretty/predictions.js'
import type { CellResult, Predicted } from '../../src/result.js'
import { cell, report } from './build-report.js'

const expected = (...either: Predicted['verdict'][]): Predicted => ({
  verdict: either[0] ?? 'unaffected',
  either: either.map((verdict) => ({ verdict, share: 1 / either.length })),
  stallMs: { min: 0, typical: 0, max: 0 },
  marginMs: null,
  text: '',
})

const told = (...cells: [CellResult['verdict'], Predicted | null][]) =>
  predictions(report(cells.map(([verdict, predicted]) => cell({ verdict, predicted }))))

test('nothing is said where nothing was predicted', () => {
  expect(told(['died', null])).toEqual([])
})

test('a verdict that is one of those predicted agrees', () => {
  expect(told(['died', expected('died')], ['stalled', expected('died', 'stalled')])).toEqual([
    '2 of 2 sessions came out as predicted',
  ])
})

test('a verdict that was not predicted is named, and one that is none is not counted', () => {
  expect(told(['died', expected('stalled')], ['inconclusive', expected('died')])).toEqual([
    '0 of 1 session came out as predicted, not these:',
    'quick-migration, 1 GiB, echo on linux: died, predicted stalled',
  ])
})
