import { expect, test } from 'vitest'
import { UsageError } from '../../../src/errors.js'
import { goalMs } from '../../../src/methods/precopy/goal.js'

test('a goal without steps is the same all the time', () => {
  expect(goalMs({ switchOverGoalMs: 300 }, 0)).toBe(300)
  expect(goalMs({ switchOverGoalMs: 300 }, 1e9)).toBe(300)
  expect(goalMs({}, 0)).toBeUndefined()
})

test.each([
  // openstack/nova, nova/tests/unit/virt/libvirt/test_migration.py
  [400, [40, 76, 112, 148, 184, 220, 256, 292, 328, 364, 400]],
  [500, [50, 95, 140, 185, 230, 275, 320, 365, 410, 455, 500]],
])('Nova raises a goal of %i ms in 10 steps, and no further', (switchOverGoalMs, steps) => {
  const goal = { switchOverGoalMs, goalSteps: 10, goalStepEveryMs: 90_000 }
  expect(steps.map((_, step) => goalMs(goal, step * 90_000))).toEqual(steps)
  expect(goalMs(goal, 89_999)).toBe(steps[0])
  expect(goalMs(goal, 90_000)).toBe(steps[1])
  expect(goalMs(goal, 1e9)).toBe(switchOverGoalMs)
})

test('steps that do not say of what or when are the author’s to mend', () => {
  expect(() => goalMs({ switchOverGoalMs: 500, goalSteps: 10 }, 0)).toThrow(UsageError)
  expect(() => goalMs({ goalSteps: 10, goalStepEveryMs: 1 }, 0)).toThrow(/needs all of/)
})
