import { expect, test } from 'vitest'
import type { z } from 'zod'
import { postcopy } from '../../src/methods/postcopy.js'

type Parameters = z.infer<typeof postcopy.parameters>

const gigabit = {
  linkMbitPerS: 1000,
  stateMiB: 1,
  switchOverMs: 100,
  workingSetMiB: 100,
  fetchedShare: 0.2,
  pageKiB: 4,
  fetchWaitMs: 0.5,
}

const planned = (parameters: Partial<Parameters> = {}, memoryMiB = 1024) => {
  const { phases, outcome } = postcopy.plan({ ...gigabit, ...parameters }, { memoryMiB })
  const [blackout, brownout] = phases
  if (blackout === undefined || brownout === undefined) throw new Error('expected two phases')
  return { blackout, brownout, phases, outcome }
}

test('the VM is stopped for its state alone, then runs while its memory follows', () => {
  const { blackout, brownout, outcome } = planned()
  expect(blackout).toMatchObject({ kind: 'blackout', startMs: 0, durationMs: 108, wire: 'drop' })
  expect(brownout).toMatchObject({ kind: 'brownout', startMs: 108, durationMs: 8590, wire: 'none' })
  expect(outcome).toBe('moved')
})

test('the blackout does not depend on memory, the brownout does', () => {
  expect(planned({}, 8192).blackout).toEqual(planned().blackout)
  expect(planned({}, 2048).brownout.durationMs).toBe(17_180)
  expect(planned({ zeroShare: 0.5 }).brownout.durationMs).toBe(4295)
})

test('each missed page stops the VM for the wait and its transfer', () => {
  // 20 % of 100 MiB are 5120 pages; 0.5 ms and 4 KiB at 1000 Mbit/s are 0.533 ms each: 2.73 of 8.59 s.
  const { brownout } = planned()
  expect(brownout.cpuShare).toBeCloseTo(0.682, 3)
  expect(brownout.periodMs).toBe(1.7)
  expect(brownout.because).toBe(
    '1073.7 MB of memory follow at 1000 Mbit/s; 5120 pages are missed before they come, 0.533 ms each',
  )
})

test('one huge page stops the VM for about a second', () => {
  const { cpuShare = 1, periodMs = 0 } = planned({ linkMbitPerS: 10_000, pageKiB: 1_048_576 }, 65_536).brownout
  expect(periodMs * (1 - cpuShare)).toBeCloseTo(859.5, 0)
})

test('a VM that misses nothing runs at full speed', () => {
  expect(planned({ fetchedShare: 0 }).brownout).not.toHaveProperty('cpuShare')
  expect(planned({ workingSetMiB: 0 }).brownout).not.toHaveProperty('periodMs')
})

test('a VM that misses more than can come keeps a hundredth of its CPU', () => {
  expect(planned({ workingSetMiB: 1024, fetchedShare: 1, fetchWaitMs: 10 }).brownout.cpuShare).toBe(0.01)
})

test('memory follows during the repair of the path too', () => {
  const repaired = planned({ announceDelayMs: 1000 }).phases.map(({ kind, startMs, durationMs }) => [
    kind,
    startMs,
    durationMs,
  ])
  expect(repaired).toEqual([
    ['blackout', 0, 108],
    ['path-repair', 108, 1000],
    ['brownout', 1108, 7590],
  ])
  expect(planned({ announceDelayMs: 60_000 }).phases).toHaveLength(2)
})
