import { expect, test } from 'vitest'
import type { z } from 'zod'
import { UsageError } from '../../src/errors.js'
import { storage } from '../../src/methods/storage.js'

/** 1000 MiB at 100 MB/s: 10.49 s. */
const disk = { diskMiB: 1000, copyMbitPerS: 800, diskWriteMBPerS: 10, switchOverMs: 300 }

const planned = (parameters: Partial<z.infer<typeof storage.parameters>> = {}) =>
  storage.plan({ ...disk, ...parameters }, { memoryMiB: 1024 })
const told = (parameters: Parameters<typeof planned>[0]) =>
  planned(parameters).phases.map(({ kind, startMs, durationMs }) => [kind, startMs, durationMs])

test('mirroring copies once, and stuns at the start and at the switch, whatever the VM writes', () => {
  const mirrored = { mirrored: true, passStunMs: 188 }
  expect(told(mirrored)).toEqual([
    ['blackout', 0, 188],
    ['brownout', 188, 10_486],
    ['blackout', 10_674, 300],
  ])
  expect(told({ ...mirrored, diskWriteMBPerS: 10_000 })).toEqual(told(mirrored))
})

test('dirty-block tracking copies again what was written, and stuns for the rest', () => {
  // A tenth each time: 1048.6 MB, 104.9, 10.5, of which the last fits into the goal.
  expect(told({ switchOverGoalMs: 500 })).toEqual([
    ['brownout', 0, 10_486],
    ['brownout', 10_486, 1048],
    ['blackout', 11_534, 405],
  ])
})

test('snapshots do the same, with a stun for each pass', () => {
  const { phases } = planned({ switchOverGoalMs: 500, passStunMs: 188 })
  expect(phases.map(({ kind }) => kind)).toEqual(['blackout', 'brownout', 'blackout', 'brownout', 'blackout'])
  expect(phases[2]?.because).toBe('stunned for 0.19 s at the start of pass 2')
})

test('the goal is kept on one side and missed on the other', () => {
  expect(planned({ switchOverGoalMs: 1050 }).phases).toHaveLength(2)
  expect(planned({ switchOverGoalMs: 1048 }).phases).toHaveLength(3)
})

test('the VM stays, packets wait for it, and the slower disk is told', () => {
  const { phases, outcome } = planned({ mirrored: true })
  expect(outcome).toBe('here')
  expect(phases[0]?.because).toContain("the VM's disk is slower meanwhile")
  expect(phases[1]).toMatchObject({ wire: 'hold' })
})

test('a VM that writes faster than blocks are copied is stunned for all of its disk after the last pass', () => {
  const { phases } = planned({ diskWriteMBPerS: 200, maxRounds: 3 })
  expect(phases.map(({ durationMs }) => durationMs)).toEqual([10_486, 10_486, 10_485, 10_786])
})

test('and without a last pass it is refused', () => {
  const endless = () => planned({ diskWriteMBPerS: 200, switchOverGoalMs: 500 })
  expect(endless).toThrow(UsageError)
  expect(endless).toThrow(/never ends.*200 MB.*100 MB a second.*maxRounds or mirrored/)
})
