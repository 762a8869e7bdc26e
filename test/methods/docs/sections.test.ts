import { expect, test } from 'vitest'
import { table, withSections } from './sections.js'

test('a computed part takes its place, and the rest of the page stays', () => {
  const once = withSections('before\n<!-- list --> <!-- /list -->\nafter', { list: 'one' })
  expect(once).toMatch(/^before\n<!-- list: written by .* -->\n\none\n\n<!-- \/list -->\nafter$/)
  expect(withSections(once, { list: 'one' })).toBe(once)
  expect(withSections(once, { list: '$1' })).toContain('\n$1\n')
})

test('a page without the place is refused', () => {
  expect(() => withSections('nothing here', { list: 'one' })).toThrow('the page has no place for list')
})

test('a bar in a cell does not begin another one', () => {
  expect(table(['a', 'b'], [['x | y', 'z']])).toBe('| a | b |\n| --- | --- |\n| x \\| y | z |')
})
