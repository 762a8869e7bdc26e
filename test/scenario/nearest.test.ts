import { expect, test } from 'vitest'
import { expectedOneOf, nearest } from '../../src/scenario/nearest.js'

const presets = ['vmotion', 'quick-migration', 'mscs-failover']

test.each([
  ['vmotoin', 'vmotion'],
  ['VMotion', 'vmotion'],
  ['quick', 'quick-migration'],
  ['failover', 'mscs-failover'],
  ['quik_migration', 'quick-migration'],
])('%s is near %s', (word, choice) => {
  expect(nearest(word, presets)).toBe(choice)
})

test.each(['kvm', '', 'x', 'live'])('%j is near none', (word) => {
  expect(nearest(word, presets)).toBeUndefined()
})

test('all choices are named, and the nearest once more', () => {
  expect(expectedOneOf(presets, 'vmotin')).toBe(
    'expected vmotion, quick-migration or mscs-failover; did you mean vmotion?',
  )
  expect(expectedOneOf(['only'], 'other')).toBe('expected only')
})
