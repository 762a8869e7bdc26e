import { expect, test } from 'vitest'
import { errorOf, figures } from './figure.js'

/** What the model is held to wherever all that it needs is published. */
const allowed = 0.2

test.each(figures.filter(({ onlyReported }) => onlyReported === undefined))('$id: $what', (figure) => {
  expect(Math.abs(errorOf(figure))).toBeLessThanOrEqual(allowed)
})

test.each(figures.filter(({ onlyReported }) => onlyReported !== undefined))('$id is reported: $what', (figure) => {
  expect(errorOf(figure)).toBeGreaterThan(-1)
})

test('each figure has a name of its own', () => {
  expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length)
})
