import { expect, test } from 'vitest'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { kindsOf } from '../../src/tune/sweep.js'

const scenario = (sessions: ScenarioDocument['sessions'], more: Partial<ScenarioDocument> = {}) =>
  resolveScenario({
    name: 'crowds',
    presets: ['quick-migration'],
    memory: ['1 GiB'],
    profiles: ['linux'],
    sessions,
    ...more,
  })

test('a crowd is one cell, and one session stands for it to the VM that is not moved', () => {
  const { cells } = scenario([{ name: 'echo', count: 1000 }])
  expect(cells.map(({ id, count, control }) => [id, count, control])).toEqual([
    ['quick-migration/1024MiB/echo-x1000/talking/linux', 1000, false],
    ['control/1024MiB/echo/talking/linux', undefined, true],
  ])
})

test('a crowd stands beside a session of the same kind, which share a control', () => {
  const { cells } = scenario(['echo', { name: 'echo', count: 1000 }])
  expect(cells.filter(({ control }) => control)).toHaveLength(1)
  expect(cells).toHaveLength(3)
})

test('the more sessions there are in all crowds together, the more seldom each exchanges something', () => {
  const paceOf = (...counts: number[]) => scenario(counts.map((count) => ({ name: 'echo', count }))).cells[0]?.paceMs
  expect(paceOf(100)).toBe(50)
  expect(paceOf(4000)).toBe(2000)
  expect(paceOf(100_000)).toBe(50_000)
  expect(paceOf(60_000, 40_000)).toBe(50_000)
  expect(scenario([{ name: 'echo', count: 100_000, every: '8 s' }]).cells[0]?.paceMs).toBe(8000)
})

test.each([
  [{ name: 'database', count: 1000 }, '"database" cannot be a crowd; only echo can have a `count`'],
  [{ name: 'echo', count: 1 }, 'count'],
  [{ name: 'echo', count: 2.5 }, 'count'],
  [{ name: 'echo', count: 10_000_000 }, 'count'],
  [{ name: 'echo', every: '5 s' }, 'count'],
  [{ name: 'echo', count: 10, every: '5' }, 'has no unit'],
  [{ name: 'echo', count: 10, endsOn: 'host' }, 'a crowd ends in the guest'],
])('%j is refused', (session, why) => {
  expect(() => scenario([session as never])).toThrow(why)
})

test('a crowd cannot listen', () => {
  expect(() => scenario([{ name: 'echo', count: 10 }], { shapes: ['talking', 'listening'] })).toThrow(
    'a crowd cannot be listening',
  )
})

test('the same crowd twice is refused', () => {
  expect(() =>
    scenario([
      { name: 'echo', count: 10 },
      { name: 'echo', count: 10 },
    ]),
  ).toThrow('echo-x10 is here twice')
})

test('`tune` looks at one session of a crowd', () => {
  const kinds = kindsOf(scenario([{ name: 'echo', count: 1000 }]))
  expect(kinds).toHaveLength(1)
  expect(kinds[0]).not.toHaveProperty('count')
})
