import { expect, test } from 'vitest'
import type { Point } from '../../src/tune/bands.js'
import { between, firstPauses, nextPauses } from '../../src/tune/pauses.js'
import type { Band } from '../../src/tune/result.js'

test('pauses are spread by their ratios, with both ends', () => {
  expect(between(100, 100_000, 4)).toEqual([100, 1000, 10_000, 100_000])
  expect(between(1, 3, 10)).toEqual([1, 2, 3])
})

const band = (fromMs: number): Band => ({
  fate: 'ends',
  fromMs,
  toMs: fromMs,
  outlived: 0,
  reconnected: 0,
  endings: [],
  of: 1,
})

test('the first ones include both sides of a predicted border, and are no more than was asked for', () => {
  const first = firstPauses([100, 100_000], 12, [[band(100), band(10_000)]])
  expect(first).toContain(9700)
  expect(first).toContain(10_300)
  expect(first.length).toBeLessThanOrEqual(12)
  expect(first).toEqual(first.toSorted((one, other) => one - other))
})

const point = (ms: number, outlived: number): Point => ({ ms, outlived, reconnected: 0, endings: [], of: 1 })

test('the next ones are where something changes, until that is known well enough', () => {
  expect(nextPauses([[point(1000, 1), point(5000, 1), point(9000, 0)]])).toEqual([6000, 7000, 8000])
  expect(nextPauses([[point(9000, 1), point(9100, 0)]])).toEqual([])
  expect(nextPauses([[point(1000, 1), point(180_000, 1)]])).toEqual([])
})

test('what two curves want alike is tried once', () => {
  const curve = [point(5000, 1), point(9000, 0)]
  expect(nextPauses([curve, curve])).toEqual([6000, 7000, 8000])
})
