import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fixtureNames } from '../../src/scenario/fixture.js'
import { planOf, readPreset } from '../../src/scenario/preset.js'
import { folderWith, refusalOf } from './folder.js'

describe.each(fixtureNames('presets'))('preset %s', (name) => {
  const preset = readPreset(name, '.')

  test('has the name of its file, and says what it is', () => {
    expect(preset.name).toBe(name)
    expect(preset.summary).toMatch(/\w/)
  })

  test('has a source for every parameter', () => {
    for (const [parameter, { source, status }] of Object.entries(preset.parameters)) {
      expect(source.length, parameter).toBeGreaterThan(10)
      expect(status, parameter).toMatch(/\w/)
    }
  })
})

const mine = (lines: string) => {
  const folder = folderWith({ 'mine.yaml': lines })
  return { folder, read: () => readPreset('./mine.yaml', folder) }
}

const head = 'name: mine\nsummary: my own\nmethod: suspend\n'

test('one’s own file is a preset too', () => {
  const { folder, read } = mine(`${head}parameters:
  storageLinkMbitPerS: { value: 10000, source: our switch, status: measured }
  handOverMs: { value: 500, source: stop watch, status: measured }
`)
  expect(planOf(read(), {}, { memoryMiB: 1024 }).phases[0]?.durationMs).toBe(1718 + 500)
  expect(readPreset(join(folder, 'mine.yaml'), '/').name).toBe('mine')
  expect(readPreset('mine.yaml', folder).name).toBe('mine')
})

test('a parameter can be changed for a plan', () => {
  const preset = readPreset('quick-migration', '.')
  expect(planOf(preset, { storageLinkMbitPerS: 10_000 }, { memoryMiB: 1024 }).phases[0]?.durationMs).toBe(1718)
})

test.each([
  [
    'an unknown method',
    'name: mine\nsummary: my own\nmethod: suspnd\nparameters: {}\n',
    [
      'mine.yaml:3:9: method: "suspnd" is unknown; expected none, precopy, postcopy, suspend, storage, failover, restart, stun or series; did you mean suspend?',
    ],
  ],
  [
    'parameters that the method does not have, has not got or does not allow',
    `${head}parameters:
  storageLnikMbitPerS: { value: 1, source: x, status: read }
  handOverMs: { value: -1, source: x, status: read }
`,
    [
      'mine.yaml:5:3: parameters.storageLinkMbitPerS: is missing; expected a number',
      'mine.yaml:5:3: unknown key "storageLnikMbitPerS"; expected storageLinkMbitPerS, storageWriteMbitPerS, storageReadMbitPerS, handOverMs or announceDelayMs; did you mean storageLinkMbitPerS?',
      'mine.yaml:6:15: parameters.handOverMs: -1 is too small; expected at least 0',
    ],
  ],
  [
    'figures without a source, or of a status that there is not',
    `${head}parameters:
  storageLinkMbitPerS: 1000
  handOverMs: { value: fast, source: "", status: guess }
`,
    [
      'mine.yaml:5:24: parameters.storageLinkMbitPerS: 1000 is a number; expected a map of keys and values',
      'mine.yaml:6:24: parameters.handOverMs.value: "fast" is no number, true or false',
      'mine.yaml:6:38: parameters.handOverMs.source: is empty; expected some text',
      'mine.yaml:6:50: parameters.handOverMs.status: "guess" is unknown; expected read, recall, measured, calculated or assumed',
    ],
  ],
  [
    'a figure outside of its own range',
    `${head}parameters:
  storageLinkMbitPerS: { value: 1000, range: [2000, 4000], source: x, status: read }
  handOverMs: { value: 1, source: x, status: read }
`,
    ['mine.yaml:5:33: parameters.storageLinkMbitPerS.value: 1000 is not within its range of 2000 to 4000'],
  ],
  ['a name that is no name', head.replace('mine', 'My Own'), /^mine.yaml:1:7: name: "My Own" is no name; expected/],
])('%s is refused with its place', (_, lines, message) => {
  const { folder, read } = mine(lines)
  const refusal = refusalOf(read, folder)
  if (Array.isArray(message)) expect(refusal).toEqual(message)
  else expect(refusal).toContainEqual(expect.stringMatching(message))
})

test('an unknown name is refused with those there are', () => {
  expect(refusalOf(() => readPreset('vmotoin', '.'))).toEqual([
    `unknown preset "vmotoin"; expected ${fixtureNames('presets').join(', ')} or the path of a .yaml file; did you mean vmotion?`,
  ])
})
