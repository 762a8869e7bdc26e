/**
 * The switch-over goal, which may be raised while the copying goes on. Nova does so for KVM: with a goal of 500 ms in
 * 10 steps, QEMU's downtime-limit is 50, 95, 140, … 500 ms (nova/virt/libvirt/migration.py, `downtime_steps`).
 */
import { UsageError } from '../../errors.js'
import type { Parameters } from './parameters.js'

type Goal = Pick<Parameters, 'switchOverGoalMs' | 'goalSteps' | 'goalStepEveryMs'>

/** @throws UsageError when it is to be raised and does not say how */
export const goalMs = (
  { switchOverGoalMs, goalSteps, goalStepEveryMs }: Goal,
  sinceStartMs: number,
): number | undefined => {
  if (goalSteps === undefined && goalStepEveryMs === undefined) return switchOverGoalMs
  if (switchOverGoalMs === undefined || goalSteps === undefined || goalStepEveryMs === undefined) {
    throw new UsageError('a goal that is raised in steps needs all of switchOverGoalMs, goalSteps and goalStepEveryMs')
  }
  const step = Math.min(Math.floor(sinceStartMs / goalStepEveryMs), goalSteps)
  const first = switchOverGoalMs / goalSteps
  return Math.floor(first + ((switchOverGoalMs - first) / goalSteps) * step)
}
