import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { filesNamedBy } from '../../src/scenario/named-files.js'
import { folderWith } from './folder.js'

const named = (files: Record<string, string>): string[] => {
  const folder = folderWith(files)
  return filesNamedBy(`${folder}/mine.yaml`)
    .map((file) => relative(folder, file))
    .toSorted()
}

test('itself, profiles, programs in shell lines, and what programs may be made of', () => {
  const scenario = `
profiles: [linux, ./clients.yaml]
sessions:
  - name: own
    service: { command: 'exec node "server.mjs" --port=7000', cwd: app }
    client: { command: PATH=.:$PATH client.sh; echo done }
`
  expect(
    named({
      'mine.yaml': scenario,
      'clients.yaml': '',
      'other.yaml': '',
      'client.sh': '',
      'notes.txt': '',
      'app/server.mjs': '',
      'app/pool.mjs': '',
      'app/README.md': '',
    }),
  ).toEqual(['app/pool.mjs', 'app/server.mjs', 'client.sh', 'clients.yaml', 'mine.yaml'])
})

test.each(['[', 'a: *b', ''])('itself alone where it cannot be read: %s', (text) => {
  expect(named({ 'mine.yaml': text })).toEqual(['mine.yaml'])
})

test('a text that can be no path is none', () => {
  expect(named({ 'mine.yaml': `client: { command: "echo ${'x'.repeat(5000)} \\0" }` })).toEqual(['mine.yaml'])
})
