import { expect, test } from 'vitest'
import { stun } from '../../src/methods/stun.js'

const planned = (parameters: Parameters<typeof stun.plan>[0], memoryMiB = 1024) => stun.plan(parameters, { memoryMiB })

test('the VM is stopped where it is, and packets wait for it', () => {
  expect(planned({ stunMs: 188 })).toEqual({
    phases: [
      { kind: 'blackout', startMs: 0, durationMs: 188, wire: 'hold', because: 'stopped in its place for 0.19 s' },
    ],
    outcome: 'here',
  })
})

test('a stun without memory is as long for a big VM as for a small one', () => {
  expect(planned({ stunMs: 188 }, 65_536)).toEqual(planned({ stunMs: 188 }, 512))
})

test('a stun that saves the memory too takes as long as saving it', () => {
  const [phase] = planned({ stunMs: 188, saveMbitPerS: 800 }).phases
  expect(phase?.durationMs).toBe(188 + 10_737)
  expect(phase?.because).toBe('stopped in its place for 10.93 s, 10.74 s of it to save 1024 MiB at 800 Mbit/s')
})

test('further stuns follow, with the VM running in between', () => {
  const { phases } = planned({ stunMs: 188, furtherStuns: 2, furtherStunMs: 400, betweenMs: 1000 })
  expect(phases.map(({ kind, startMs, durationMs }) => [kind, startMs, durationMs])).toEqual([
    ['blackout', 0, 188],
    ['brownout', 188, 1000],
    ['blackout', 1188, 400],
    ['brownout', 1588, 1000],
    ['blackout', 2588, 400],
  ])
})

test('further stuns are as long as the first one unless they have a length of their own', () => {
  const { phases } = planned({ stunMs: 188, furtherStuns: 1 })
  expect(phases.map(({ startMs, durationMs }) => [startMs, durationMs])).toEqual([
    [0, 188],
    [188, 188],
  ])
})

test('the VM may run for a while before it', () => {
  const { phases } = planned({ afterMs: 300, stunMs: 100, furtherStuns: 1, betweenMs: 50 })
  expect(phases.map(({ kind, startMs }) => [kind, startMs])).toEqual([
    ['blackout', 300],
    ['brownout', 400],
    ['blackout', 450],
  ])
})
