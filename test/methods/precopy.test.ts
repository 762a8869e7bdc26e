import { expect, test } from 'vitest'
import type { z } from 'zod'
import { UsageError } from '../../src/errors.js'
import { precopy } from '../../src/methods/precopy.js'

type Parameters = z.infer<typeof precopy.parameters>

/** 125 MB/s; a working set far bigger than what is written in a round, so that the bytes written are rate × time. */
const steady = { linkMbitPerS: 1000, hotSetMiB: 1024, hotDirtyMBPerS: 0, switchOverMs: 0 }

const planned = (parameters: Partial<Parameters>, memoryMiB = 1024) => {
  const { phases, outcome } = precopy.plan({ ...steady, ...parameters }, { memoryMiB })
  const [brownout, blackout] = phases
  if (brownout === undefined || blackout === undefined) throw new Error('expected two phases')
  return { brownout, blackout, outcome }
}

test('a VM that writes nothing is copied once and stopped for the switch-over alone', () => {
  const { brownout, blackout, outcome } = planned({ switchOverMs: 40 })
  expect(brownout).toMatchObject({ kind: 'brownout', startMs: 0, durationMs: 8590, wire: 'none' })
  expect(blackout).toMatchObject({ kind: 'blackout', startMs: 8590, durationMs: 40, wire: 'drop' })
  expect(outcome).toBe('moved')
})

test('empty memory is not copied', () => {
  expect(planned({ zeroShare: 0.5 }).brownout.durationMs).toBe(4295)
})

test('each round copies what was written during the one before', () => {
  // 1 % of what the link carries: 8.59 s, then about 86 ms, then about 0.9 ms.
  const { brownout, blackout } = planned({ hotDirtyMBPerS: 1.25, maxRounds: 2 })
  expect(brownout.durationMs).toBeGreaterThanOrEqual(8590 + 85)
  expect(brownout.durationMs).toBeLessThanOrEqual(8590 + 86)
  expect(blackout.durationMs).toBe(1)
})

test('a goal that is looked at within rounds is reached exactly, and sooner', () => {
  const goal = { hotSetMiB: 21, hotDirtyMBPerS: 5, switchOverGoalMs: 300 }
  const between = planned(goal)
  const within = planned({ ...goal, goalWithinRounds: true })
  // What of the first round is not sent yet counts too.
  expect(within.blackout.durationMs).toBe(300)
  expect(between.blackout.durationMs).toBeLessThan(200)
  expect(within.brownout.durationMs).toBeLessThan(between.brownout.durationMs)
  expect(within.blackout.because).toContain('37.5 MB')
  const nothingFits = { ...goal, hotDirtyMBPerS: 1000, switchOverGoalMs: 10, maxRounds: 1 }
  expect(planned({ ...nothingFits, goalWithinRounds: true })).toEqual(planned(nothingFits))
})

test('no more than the working set is written, however long a round takes', () => {
  const { blackout } = planned({ hotSetMiB: 100, hotDirtyMBPerS: 1000, maxRounds: 1 }, 8192)
  expect(blackout.durationMs).toBe(839)
})

test('a working set bigger than the VM is the whole VM', () => {
  const { blackout } = planned({ hotSetMiB: 4096, hotDirtyMBPerS: 100_000, maxRounds: 1 }, 512)
  expect(blackout.durationMs).toBe(4295)
})

test('a cold rest adds what it writes', () => {
  const without = planned({ hotSetMiB: 100, hotDirtyMBPerS: 1000, maxRounds: 1 })
  const withCold = planned({ hotSetMiB: 100, hotDirtyMBPerS: 1000, coldDirtyMBPerS: 2, maxRounds: 1 })
  // 2 MB/s for 8.59 s is 17 MB, 137 ms; a little less, since some is hit twice.
  expect(withCold.blackout.durationMs - without.blackout.durationMs).toBeGreaterThan(134)
  expect(withCold.blackout.durationMs - without.blackout.durationMs).toBeLessThan(138)
})

test('the rest may be copied at another speed than the rounds', () => {
  const { blackout } = planned({ hotSetMiB: 100, hotDirtyMBPerS: 1000, maxRounds: 1, finalMbitPerS: 10_000 })
  expect(blackout.durationMs).toBe(84)
})

test('the VM keeps the share of its CPU that it is left', () => {
  expect(planned({ copyCpuShare: 0.7 }).brownout.cpuShare).toBe(0.7)
  expect(planned({}).brownout.cpuShare).toBeUndefined()
})

test('the first round can be slow, and later ones follow the rate of writing (Xen, 2005)', () => {
  // 776 MB at 100 Mbit/s in 62 s; then as fast as it is written, and 50 Mbit/s more, which a round of the same size needs.
  const slow = { firstRoundMbitPerS: 100, rateStepMbitPerS: 50, hotSetMiB: 21, hotDirtyMBPerS: 25, maxRounds: 1 }
  expect(planned(slow, 776e6 / 1024 ** 2).brownout.durationMs).toBe(62_080)
  const twice = planned({ ...slow, maxRounds: 2 }, 776e6 / 1024 ** 2)
  // 22 MB written: 2.8 Mbit/s and 50 more is less than the 100 that it always has. 176 Mbit in 1.76 s.
  expect(twice.brownout.durationMs - 62_080).toBe(1762)
})

test('it says in words how the blackout came about', () => {
  const { brownout, blackout } = planned({ hotSetMiB: 21, hotDirtyMBPerS: 25, switchOverGoalMs: 500, switchOverMs: 40 })
  expect(brownout.because).toBe('1073.7 MB copied in 1 round while the VM runs, at up to 1000 Mbit/s')
  expect(blackout.because).toBe(
    '22 MB left after 1 round (it can be sent within the goal of 0.5 s), sent at 1000 Mbit/s, and 0.04 s to switch over',
  )
})

/** Half of what the link carries: every round is about half as long as the one before, 8.6, 3.4, 1.6, 0.8, 0.4 s. */
const halving = { hotDirtyMBPerS: 62.5 }

test.each([
  ['VMotion: the rest fits into the goal', { switchOverGoalMs: 500 }, 'it can be sent within the goal of 0.5 s'],
  ['QEMU: a shorter goal takes more rounds', { switchOverGoalMs: 300 }, 'it can be sent within the goal of 0.3 s'],
  ['Hyper-V: so many passes', { maxRounds: 10 }, 'that was the last round allowed'],
  ['Xen: fewer than 50 pages are left', { stopBelowKiB: 200 }, 'it is less than 200 KiB'],
  ['Xen: so many times the memory', { maxSentTimesMemory: 1.5 }, 'more than 1.5 times the memory has been sent'],
])('%s', (_, rule, words) => {
  expect(planned({ ...halving, ...rule }).blackout.because).toContain(words)
})

test('rounds that do not get smaller end the copying where the rule says so', () => {
  const { blackout } = planned({ hotSetMiB: 100, hotDirtyMBPerS: 5000, stopWhenNotShrinking: true })
  expect(blackout.because).toContain('the rounds do not get smaller any more')
  expect(blackout.durationMs).toBe(839)
})

test('the goal is kept on one side and missed on the other', () => {
  const { durationMs } = planned({ ...halving, maxRounds: 4 }).blackout
  const goal = (switchOverGoalMs: number) => planned({ ...halving, switchOverGoalMs }).brownout.because
  expect(goal(durationMs + 1)).toContain('in 4 rounds')
  expect(goal(durationMs - 1)).toContain('in 5 rounds')
})

test('QEMU stops at 38.4 MiB: 300 ms at 128 MiB/s', () => {
  const qemu = { linkMbitPerS: 1073.741824, hotDirtyMBPerS: 1000, switchOverGoalMs: 300, maxRounds: 2 }
  expect(planned({ ...qemu, hotSetMiB: 38.3 }).blackout.because).toContain('within the goal')
  expect(planned({ ...qemu, hotSetMiB: 38.5 }).blackout.because).toContain('last round allowed')
})

test('copying that would never end is the author’s to mend', () => {
  const endless = () => planned({ hotDirtyMBPerS: 5000, switchOverGoalMs: 500 })
  expect(endless).toThrow(UsageError)
  expect(endless).toThrow(/never ends.*1000 Mbit\/s.*maxRounds/)
})

test('a VM whose writing has to be traced is stunned in its place first', () => {
  const { phases } = precopy.plan({ ...steady, traceStunMs: 300 }, { memoryMiB: 1024 })
  expect(phases.map(({ kind, startMs, durationMs, wire }) => [kind, startMs, durationMs, wire])).toEqual([
    ['blackout', 0, 300, 'hold'],
    ['brownout', 300, 8590, 'none'],
    ['blackout', 8890, 0, 'drop'],
  ])
})

test('a goal that is raised while the copying goes on is met the later', () => {
  // Each round is 0.8 of the one before, so that the goal waits for the rest to shrink, and comes to meet it.
  const shrinking = { hotDirtyMBPerS: 110, switchOverGoalMs: 2000 }
  const atOnce = planned(shrinking).brownout
  const inSteps = planned({ ...shrinking, goalSteps: 10, goalStepEveryMs: 5000 })
  expect(inSteps.brownout.durationMs).toBeGreaterThan(atOnce.durationMs)
  expect(inSteps.blackout.because).toMatch(/within the goal of \d/)
})
