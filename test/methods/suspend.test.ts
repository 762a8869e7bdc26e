import { expect, test } from 'vitest'
import { suspend } from '../../src/methods/suspend.js'

const gigabit = { storageLinkMbitPerS: 1000, handOverMs: 0 }
const blackoutMs = (parameters: Parameters<typeof suspend.plan>[0], memoryMiB: number) =>
  suspend.plan(parameters, { memoryMiB }).phases[0]?.durationMs

test('the blackout is the memory twice over the storage link', () => {
  // 2 × 512 × 1024 × 1024 bytes × 8 bits / 10^9 bit/s
  expect(blackoutMs(gigabit, 512)).toBe(8590)
})

test('twice the memory takes twice as long', () => {
  expect(blackoutMs(gigabit, 1024)).toBe(17180)
})

test('a faster link helps', () => {
  expect(blackoutMs({ ...gigabit, storageLinkMbitPerS: 4000 }, 512)).toBe(2147)
})

test('a storage that is slower than the link decides, each way for itself', () => {
  expect(blackoutMs({ ...gigabit, storageWriteMbitPerS: 500 }, 512)).toBe(Math.round(4294.967 * 3))
  expect(blackoutMs({ ...gigabit, storageReadMbitPerS: 500 }, 512)).toBe(Math.round(4294.967 * 3))
})

test('a storage that is faster than the link does not', () => {
  expect(blackoutMs({ ...gigabit, storageWriteMbitPerS: 9000, storageReadMbitPerS: 9000 }, 512)).toBe(8590)
})

test('the hand-over is added once, and told', () => {
  const { phases } = suspend.plan({ ...gigabit, handOverMs: 1500 }, { memoryMiB: 512 })
  expect(phases).toEqual([
    {
      kind: 'blackout',
      startMs: 0,
      durationMs: 10090,
      wire: 'drop',
      because: '512 MiB saved in 4.29 s, handed over in 1.5 s, restored in 4.29 s, over a storage link of 1000 Mbit/s',
    },
  ])
})

test('the same machine comes back on the other host', () => {
  expect(suspend.plan(gigabit, { memoryMiB: 512 }).outcome).toBe('moved')
})
