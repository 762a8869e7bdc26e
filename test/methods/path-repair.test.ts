import { describe, expect, test } from 'vitest'
import { methods } from '../../src/methods/index.js'
import type { Method } from '../../src/methods/method.js'
import { pathRepair } from '../../src/methods/path-repair.js'
import type { Plan } from '../../src/plan.js'
import { fixtureNames } from '../../src/scenario/fixture.js'
import { planOf, readPreset } from '../../src/scenario/preset.js'

test('a place that is announced at once needs no repair', () => {
  expect(pathRepair(1000)).toEqual([])
  expect(pathRepair(1000, 0)).toEqual([])
})

test('until the announcement packets go to the old host', () => {
  expect(pathRepair(1000, 18_000)).toEqual([
    {
      kind: 'path-repair',
      startMs: 1000,
      durationMs: 18_000,
      wire: 'drop',
      because: 'the switch sends its packets to the old host until the new place is announced, 18 s later',
    },
  ])
})

const moving = fixtureNames('presets')
  .map((name) => readPreset(name, '.'))
  .filter(({ method }) => 'announceDelayMs' in (methods[method] as Method).parameters.shape)

const planned = (preset: (typeof moving)[number], announceDelayMs: number): Plan =>
  planOf(preset, { announceDelayMs }, { memoryMiB: 1024 })

describe.each(moving)('preset $name', (preset) => {
  test('moves, so that there is something to announce', () => {
    expect(planned(preset, 0).outcome).toBe('moved')
  })

  test.each([1000, 18_000, 60_000])('repairs its path for %i ms right after its last blackout', (delayMs) => {
    const { phases } = planned(preset, delayMs)
    const index = phases.findLastIndex(({ kind }) => kind === 'blackout')
    const { startMs = 0, durationMs = 0 } = phases[index] ?? {}
    expect(phases[index + 1]).toMatchObject({ kind: 'path-repair', startMs: startMs + durationMs, durationMs: delayMs })
  })

  test('is otherwise the same', () => {
    const withoutRepair = planned(preset, 500).phases.filter(({ kind }) => kind === 'blackout')
    expect(withoutRepair).toEqual(planned(preset, 0).phases.filter(({ kind }) => kind === 'blackout'))
  })
})

test('every preset after which the VM is on another host can be announced late', () => {
  for (const name of fixtureNames('presets')) {
    const preset = readPreset(name, '.')
    if (planOf(preset, {}, { memoryMiB: 1024 }).outcome === 'moved') expect(moving.map((m) => m.name)).toContain(name)
  }
})
