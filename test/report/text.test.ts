import { expect, test } from 'vitest'
import { allOf, listed, memory, seconds, secondsRange } from '../../src/report/amounts.js'
import { plainLines, plainText } from '../../src/report/plain-text.js'
import { hang, hangOrDrop, wrap } from '../../src/report/wrap.js'

test.each([
  [0, '0 s'],
  [0.4, '1 ms'],
  [94, '94 ms'],
  [95, '0.10 s'],
  [994, '0.99 s'],
  [996, '1.0 s'],
  [17_180, '17.2 s'],
  [99_960, '100 s'],
  [131_400, '131 s'],
])('%d ms are told as %s', (ms, words) => {
  expect(seconds(ms)).toBe(words)
})

test.each([
  [256, '256 MiB'],
  [1024, '1 GiB'],
  [1536, '1.5 GiB'],
  [1100, '1100 MiB'],
  [8192, '8 GiB'],
])('%d MiB are told as %s', (mebibytes, words) => {
  expect(memory(mebibytes)).toBe(words)
})

test.each([
  [[20_000], '20.0 s'],
  [[19_990, 20_010], '20.0 s'],
  [[20_010, 19_880, 19_900], '19.9 to 20.0 s'],
  [[12, 30], '12 to 30 ms'],
  [[12, 320], '12 ms to 0.32 s'],
])('%j ms together are told as %s', (all, words) => {
  expect(secondsRange(all)).toBe(words)
})

test('all of a few have names of their own', () => {
  expect([1, 2, 3].map((number) => allOf(number, 'session'))).toEqual([
    'the one session',
    'both sessions',
    'all 3 sessions',
  ])
})

test('a list has commas, and an "and" before its last', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})

test('lines break at spaces, and a number keeps its unit', () => {
  expect(wrap('it took all of 12.5 s to do', 17)).toEqual(['it took all of', '12.5 s to do'])
})

test('a word that is longer than a line is broken', () => {
  expect(wrap('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b'])
})

test('text hangs under where it began', () => {
  expect(hang('Limits  ', 'one two three', 16)).toBe('Limits  one two\n        three')
})

test('… or below it where it would have too little room', () => {
  expect(hangOrDrop('a head  ', 'one two three four', 32)).toBe('a head  one two three four')
  expect(hangOrDrop('a head  ', 'one two three four', 31)).toBe('a head\n      one two three four')
  expect(hangOrDrop('a head  ', 'one two three', 16)).toBe('a head\n      one two\n      three')
})

test('what a terminal would obey is taken out of text', () => {
  expect(plainText('a\u001b[31mb\u001b[0m\tc\u0007\u202ed\n', true)).toBe('ab c d')
})

test('text becomes ASCII where nothing else is sure to arrive', () => {
  expect(plainText('“1 × 2” … 3 → 4, naïve 漢', false)).toBe('"1 x 2" ... 3 -> 4, na?ve ?')
})

test('text of several lines keeps its lines and how they are indented', () => {
  expect(plainLines('one:\n  two\u001b[1m\n', true)).toBe('one:\n  two\n')
})
