import { expect, test } from 'vitest'
import { quote } from '../../src/scenario/quote.js'

test.each([
  ['a', '"a"'],
  ['two\nlines\u001b[31m', '"two\\nlines\\u001b[31m"'],
  [3, '3'],
  [Number.NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [['a', 1], '["a",1]'],
])('%j is quoted on one line', (written, quoted) => {
  expect(quote(written)).toBe(quoted)
})

test('what is long is cut', () => {
  expect(quote('x'.repeat(1000))).toHaveLength(58)
})

test('a list that contains itself is quoted too', () => {
  const list: unknown[] = []
  list.push(list)
  expect(quote(list)).toBe('[…]')
})
