import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { UsageError } from '../../src/errors.js'
import { precopy } from '../../src/methods/precopy.js'
import { series } from '../../src/methods/series.js'
import { type Plan, planEndMs } from '../../src/plan.js'
import { planOf, readPreset, vmsOf } from '../../src/scenario/preset.js'

type Parameters = z.infer<typeof series.parameters>

/** 125 MB/s, and a VM that writes nothing: 1000 MiB take 8.39 s, and 40 ms to switch over. */
const gigabit = { linkMbitPerS: 1000, hotSetMiB: 1, hotDirtyMBPerS: 0, switchOverMs: 40, stopBelowKiB: 1 }
const cluster = {
  hosts: 3,
  vms: 6,
  loadedHosts: 1,
  firstLoadShare: 0.2,
  lastLoadShare: 0.1,
  imbalanceBelowShare: 0.115,
}

const planned = (changed: Partial<Parameters> = {}): readonly Plan[] => {
  const parameters = { ...gigabit, ...cluster, ...changed }
  return Array.from({ length: parameters.vms }, (_, number) => series.plan(parameters, { memoryMiB: 1000, number }))
}

/** [VM, start, end, destination] of every move, in order of time. */
const movesOf = (plans: readonly Plan[]) =>
  plans
    .flatMap(({ phases }, vm) =>
      phases.flatMap(({ startMs, durationMs, to }, index) => {
        const begins = phases[index - 1]?.startMs ?? startMs
        return to === undefined ? [] : [[vm, begins, startMs + durationMs, to] as const]
      }),
    )
    .toSorted(([, one], [, other]) => one - other)

test('VMs are moved one after another, each to where it helps most', () => {
  expect(movesOf(planned())).toEqual([
    [0, 0, 8429, 'B'],
    [1, 8429, 16_858, 'C'],
    [2, 16_858, 25_287, 'C'],
  ])
})

test('a VM that is not moved has an empty plan on its host', () => {
  expect(planned().slice(3)).toEqual(Array.from({ length: 3 }, () => ({ phases: [], outcome: 'here', startsOn: 'A' })))
})

test('each move is that of precopy, later, and says why and where to', () => {
  const { phases } = precopy.plan(gigabit, { memoryMiB: 1000 })
  const [, second] = planned()
  expect(second).toMatchObject({ outcome: 'moved', startsOn: 'A' })
  expect(second?.phases).toEqual([
    {
      ...phases[0],
      startMs: 8429,
      because: `move 2 of 3 (host A to C, imbalance 0.29 to 0.16): ${phases[0]?.because}`,
    },
    { ...phases[1], startMs: 8429 + 8389, to: 'C' },
  ])
})

test('a stun at the start of a move is no move', () => {
  const [first] = planned({ traceStunMs: 100 })
  expect(first?.phases.map(({ kind, to }) => [kind, to])).toEqual([
    ['blackout', undefined],
    ['brownout', undefined],
    ['blackout', 'B'],
  ])
})

test('the next move waits until the path of the last is repaired, and for the gap', () => {
  const starts = (changed: Partial<Parameters>) => planned(changed).flatMap(({ phases }) => phases[0]?.startMs ?? [])
  expect(starts({ announceDelayMs: 1000 })).toEqual([0, 9429, 18_858])
  expect(starts({ gapMs: 300_000 })).toEqual([0, 308_429, 616_858])
})

test('VMs may start on several hosts, in turn', () => {
  expect(planned({ loadedHosts: 2 }).map(({ startsOn }) => startsOn)).toEqual(['A', 'B', 'A', 'B', 'A', 'B'])
})

test('VMs with equal loads are moved alike', () => {
  const moves = movesOf(planned({ vms: 4, hosts: 4, firstLoadShare: 0.2, lastLoadShare: 0.2, imbalanceBelowShare: 0 }))
  expect(moves.map(([vm, , , to]) => [vm, to])).toEqual([
    [0, 'B'],
    [1, 'C'],
    [2, 'D'],
  ])
})

describe.each([
  [2, 2],
  [3, 6],
  [4, 23],
  [4, 64],
] as const)('on %i hosts with %i VMs', (hosts, vms) => {
  const moves = movesOf(planned({ hosts, vms, firstLoadShare: 0.05, lastLoadShare: 0.01, imbalanceBelowShare: 0.001 }))

  test('no move begins before the last has ended', () => {
    expect(moves.length).toBeGreaterThan(0)
    for (const [index, [, beginsMs]] of moves.entries()) expect(beginsMs).toBe(index === 0 ? 0 : moves[index - 1]?.[2])
  })
})

test('more loaded hosts than there are is refused', () => {
  const act = () => planned({ hosts: 2, loadedHosts: 3 })
  expect(act).toThrow(UsageError)
  expect(act).toThrow('VMs start on 3 of 2 hosts; expected loadedHosts of at most 2')
})

test('a series whose VMs are not moved would never end, and is refused', () => {
  const act = () => planned({ abortSwitchOverMs: 1 })
  expect(act).toThrow(UsageError)
  expect(act).toThrow(/^no VM of the series is moved: .*given up after 0 s, the VM goes on where it was$/)
})

test('it does not matter how VMs would be moved when none is', () => {
  expect(planned({ abortSwitchOverMs: 1, imbalanceBelowShare: 1 }).flatMap(({ phases }) => phases)).toEqual([])
})

test('a VM that there is not is a mistake', () => {
  expect(() => series.plan({ ...gigabit, ...cluster }, { memoryMiB: 1000, number: 6 })).toThrow(RangeError)
})

describe('preset drs', () => {
  const drs = readPreset('drs', '.')
  const plans = Array.from({ length: vmsOf(drs) ?? 0 }, (_, number) => planOf(drs, {}, { memoryMiB: 256, number }))

  test('moves some of its VMs to each of the other hosts, and leaves some', () => {
    expect(plans).toHaveLength(6)
    expect(movesOf(plans).map(([vm, , , to]) => [vm, to])).toEqual([
      [0, 'B'],
      [1, 'C'],
      [2, 'C'],
    ])
  })

  test('moves each as vmotion does', () => {
    const { phases } = planOf(readPreset('vmotion', '.'), {}, { memoryMiB: 256 })
    const lengths = (plan: Pick<Plan, 'phases'>) => plan.phases.map(({ kind, durationMs }) => [kind, durationMs])
    for (const plan of plans.slice(0, 3)) expect(lengths(plan)).toEqual(lengths({ phases }))
    expect(Math.max(...plans.map(planEndMs))).toBe(3 * planEndMs({ phases, outcome: 'moved' }))
  })

  test('takes vmotion’s figures, with their sources', () => {
    expect(drs.parameters).toMatchObject(readPreset('vmotion', '.').parameters)
  })
})

test('a way that concerns one VM has no number of VMs', () => {
  expect(vmsOf(readPreset('vmotion', '.'))).toBeUndefined()
})
