/**
 * The switch-over goal, which may be raised while the copying goes on. Nova does so for KVM: with a goal of 500 ms in
 * 10 steps, QEMU's downtime-limit is 50, 95, 140, … 500 ms (nova/virt/libvirt/migration.py, `downtime_steps`).
 */
import type { Parameters } from './parameters.js'

type Goal = Pick<Parameters, 'switchOverGoalMs' | 'goalSteps' | 'goalStepEveryMs'>

export const goalMs = (
  { switchOverGoalMs, goalSteps, goalStepEveryMs = 0 }: Goal,
  sinceStartMs: number,
): number | undefined => {
  if (switchOverGoalMs === undefined || goalSteps === undefined || goalStepEveryMs === 0) return switchOverGoalMs
  const step = Math.min(Math.floor(sinceStartMs / goalStepEveryMs), goalSteps)
  const first = switchOverGoalMs / goalSteps
  return Math.floor(first + ((switchOverGoalMs - first) / goalSteps) * step)
}
