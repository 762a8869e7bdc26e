import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readYamlFile } from '../../src/scenario/yaml-file.js'
import { folderWith, refusalOf } from './folder.js'

const refused = (content: string | Uint8Array): string[] => {
  const folder = folderWith({ 'a.yaml': content })
  return refusalOf(() => readYamlFile(join(folder, 'a.yaml')), folder)
}

test('a file is read into its value', () => {
  const folder = folderWith({ 'a.yaml': 'name: x\nlist: [1, two]\n' })
  expect(readYamlFile(join(folder, 'a.yaml')).value).toEqual({ name: 'x', list: [1, 'two'] })
})

test('keys, values and what is missing have their places', () => {
  const folder = folderWith({ 'a.yaml': '# first\nname: x\nlist:\n  - 1\n  - { two: 2 }\nsame: &a [7]\nagain: *a\n' })
  const { place } = readYamlFile(join(folder, 'a.yaml'))
  expect(place?.({ path: ['name'] })).toEqual([2, 7])
  expect(place?.({ path: [], key: 'list' })).toEqual([3, 1])
  expect(place?.({ path: ['list', 0] })).toEqual([4, 5])
  expect(place?.({ path: ['list', 1], key: 'two' })).toEqual([5, 7])
  expect(place?.({ path: ['list', 1, 'two', 'deeper'] })).toEqual([5, 12])
  expect(place?.({ path: ['again', 0] })).toEqual([7, 8])
  expect(place?.({ path: ['missing', 3] })).toEqual([2, 1])
})

test.each([
  ['a file with nothing in it', '', 'a.yaml:1:1: is empty'],
  ['a file with nothing but a comment', '# later\n', 'a.yaml:1:1: is empty'],
  ['a tab', 'a:\n\t- b\n', 'a.yaml:2:1: a tab; expected spaces as indentation'],
  ['a key that is there twice', 'a: 1\nb: 2\na: 3\n', 'a.yaml:3:1: this key is here twice; expected it once'],
  ['a tag', 'a: !!js/function x\n', 'a.yaml:1:4: Unresolved tag: tag:yaml.org,2002:js/function'],
  ['several documents', 'a: 1\n---\nb: 2\n', /^a\.yaml:2:1: Source contains multiple documents/],
  ['a list without its end', 'a: [1,\nb: 2\n', /^a\.yaml:2:\d+: Flow sequence/],
  ['an alias of nothing', 'a: *b\n', 'a.yaml:1:4: *b is the alias of nothing before it'],
])('%s is refused with its place', (_, content, message) => {
  expect(refused(content)[0]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
})

test('all that is wrong is told, but junk is not told without end', () => {
  expect(refused('a: 1\na: 2\nb: 1\nb: 2\n')).toHaveLength(2)
  expect(refused('a: 1\n'.repeat(1000))).toHaveLength(10)
})

test('aliases that multiply are refused, and soon', () => {
  const nine = (name: string) => `[${Array(9).fill(`*${name}`).join(',')}]`
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', `b: &b ${nine('a')}`, `c: &c ${nine('b')}`, `d: ${nine('c')}`].join('\n')
  expect(refused(bomb)).toEqual(['a.yaml:1:1: cannot be read: too many aliases'])
})

test('lists in lists without end are refused', () => {
  const [first] = refused(`a: ${'['.repeat(100_000)}`)
  expect(first).toMatch(/^a\.yaml:1:\d+: cannot be read: lists in lists without end$/)
})

test('what is no text is refused', () => {
  const message = ['a.yaml is not text in UTF-8; expected a YAML file']
  expect(refused(Uint8Array.from({ length: 500 }, (_, i) => (i * 73) % 256))).toEqual(message)
  expect(refused('a: b\0\n')).toEqual(message)
})

test('a file that is far too big is refused before it is read', () => {
  expect(refused('#'.repeat(1_048_577))).toEqual(['a.yaml is bigger than 1 MiB; expected a YAML file'])
})

test('a file that is not there is refused, with the nearest that is', () => {
  const folder = folderWith({ 'scenario.yaml': 'a: 1\n' })
  const read = (name: string) => refusalOf(() => readYamlFile(join(folder, name)), folder)
  expect(read('scenari.yaml')).toEqual([
    'scenari.yaml cannot be read: there is no such file; did you mean scenario.yaml?',
  ])
  expect(read('nowhere/at/all.yaml')).toEqual(['nowhere/at/all.yaml cannot be read: there is no such file'])
  expect(read('scenario.yaml/x.yaml')).toEqual(['scenario.yaml/x.yaml cannot be read: there is no such file'])
})

test('a folder and a device are refused', () => {
  const folder = folderWith({})
  mkdirSync(join(folder, 'b.yaml'))
  expect(refusalOf(() => readYamlFile(join(folder, 'b.yaml')), folder)).toEqual([
    'b.yaml is a folder; expected a YAML file',
  ])
  expect(refusalOf(() => readYamlFile('/dev/zero'))).toEqual(['/dev/zero is no file; expected a YAML file'])
})
