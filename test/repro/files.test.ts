import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scenarioFile, smallest } from '../../src/repro/files.js'
import type { Found } from '../../src/repro/result.js'
import { loadScenario } from '../../src/scenario/load.js'
import { rebased } from '../../src/scenario/rebase.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { wilson } from '../../src/wilson.js'
import { cell } from '../report/build-report.js'

const found: Found = {
  disturbance: {
    text: 'a pause of 4.1 s, packets to it lost',
    ms: 4100,
    times: 2,
    wire: 'drop',
    afterMs: 300,
    preset: 'pause',
    memory: '1 GiB',
  },
  often: { shown: 5, of: 5, interval: [0.57, 1] },
  spares: null,
  evidence: 'ended with status 1',
  cell: cell({ session: 'mine', profile: 'linux' }),
  others: [],
  shrunk: true,
}

test('what is written down can be run: one session, one client machine, its commands where they were', () => {
  const root = mkdtempSync(join(tmpdir(), 'outlive-repro-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const folder of ['here', 'there']) mkdirSync(join(root, folder))
  const document: ScenarioDocument = {
    name: 'two',
    presets: ['vmotion', 'quick-migration'],
    memory: ['512 MiB', '2 GiB'],
    sessions: ['echo', { name: 'mine', service: { command: './serve' }, client: { command: './talk' } }],
    profiles: ['linux', 'windows-2008'],
    wire: 'hold',
    migrations: 3,
  }
  const wanted = { name: 'two.yaml', document, folder: join(root, 'here'), symptom: 'exit 1', narrow: {} }
  const text = scenarioFile(smallest(wanted, found, join(root, 'there')), ['Shows exit 1.', 'a pause'])
  expect(text).toMatch(/^# Shows exit 1\.\n# a pause\nname: repro-two\n/)
  writeFileSync(join(root, 'there/scenario.yaml'), text)
  const { cells } = loadScenario(join(root, 'there/scenario.yaml'))
  expect(cells.map(({ id }) => id)).toEqual(['pause/1024MiB/mine/talking/linux', 'control/1024MiB/mine/talking/linux'])
  expect(cells[0]).toMatchObject({
    wire: 'drop',
    expected: { without: ['exit 1'] },
    command: { service: { cwd: join(root, 'here') }, client: { cwd: join(root, 'here') } },
  })
  expect(cells[0]?.plan.phases.map(({ kind, startMs, durationMs }) => [kind, startMs, durationMs])).toEqual([
    ['blackout', 300, 4100],
    ['brownout', 4400, 2000],
    ['blackout', 6400, 4100],
  ])
})

test('paths of a scenario are found from another folder; names stay names', () => {
  const document: ScenarioDocument = {
    name: 'paths',
    presets: ['vmotion', './mine.yaml', { name: '../far.yaml', as: 'far' }],
    memory: ['1 GiB'],
    sessions: ['echo'],
    profiles: ['linux', 'clients.yaml', '/etc/abs.yaml'],
  }
  const { presets, profiles } = rebased(document, '/work/here', '/work/there')
  expect(presets).toEqual(['vmotion', '../here/mine.yaml', { name: '../far.yaml', as: 'far' }])
  expect(profiles).toEqual(['linux', '../here/clients.yaml', '/etc/abs.yaml'])
})

test.each([
  [0, 10, 0, 0.278],
  [5, 5, 0.566, 1],
  [8, 10, 0.49, 0.943],
  [0, 0, 0, 1],
])('%i of %i lies between %d and %d', (seen, of, least, most) => {
  const [from, to] = wilson(seen, of)
  expect(from).toBeCloseTo(least, 2)
  expect(to).toBeCloseTo(most, 2)
})
