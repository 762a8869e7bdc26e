import { expect, test } from 'vitest'
import { forEngine } from '../../src/scenario/for-engine.js'
import { resolveScenario } from '../../src/scenario/resolve.js'

const scenario = (wire?: 'hold') =>
  resolveScenario({
    name: 'any',
    presets: ['quick-migration', 'mscs-failover'],
    memory: ['1 GiB'],
    sessions: ['echo'],
    profiles: ['linux'],
    ...(wire === undefined ? {} : { wire }),
  })

test('an engine that can play everything gets the scenario as it is', () => {
  expect(forEngine(scenario(), 'netns', ['drop', 'answer', 'none'])).toEqual(scenario())
})

test('an engine that cannot silence a wire answers in every blackout, and its cells say so', () => {
  const { cells } = forEngine(scenario(), 'loopback', ['answer', 'none'])
  expect(cells.map(({ wire }) => wire)).toEqual(['answer', 'answer', 'none'])
  expect(cells.map(({ plan }) => plan.phases.map(({ kind, wire }) => `${kind} ${wire}`))).toEqual([
    ['blackout answer'],
    ['blackout answer', 'reboot reset'],
    [],
  ])
})

test('a wire mode that an engine lacks is refused, with those that it has', () => {
  expect(() => forEngine(scenario('hold'), 'netns', ['drop', 'answer', 'none'])).toThrow(
    'engine netns cannot play wire mode hold yet; it can play drop, answer, none',
  )
})
