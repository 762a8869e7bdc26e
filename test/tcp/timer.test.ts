import { expect, test } from 'vitest'
import { inWheel, shifted, typically } from '../../src/tcp/timer.js'

/** A quarter of a second, 10 s, a minute: from the finest spokes of the wheel to coarse ones. */
const delays = [4, 204, 304, 1000, 9728, 60_000, 120_000]

test.each(delays)('a timer of %i ms never fires early, and less than an eighth or two ticks late', (delayMs) => {
  for (let nowMs = 0; nowMs < 20_000; nowMs += 333) {
    const lateMs = inWheel(250)(nowMs, delayMs) - nowMs - delayMs
    expect(lateMs).toBeGreaterThanOrEqual(0)
    expect(lateMs).toBeLessThanOrEqual(Math.max(8, delayMs / 7.8))
  }
})

test('an RTO of 9.728 s fires up to 256 ms late: seen as lastsnd:9984 with rto:9728', () => {
  expect(inWheel(250)(256_000, 9728)).toBe(256_000 + 9984)
})

test.each(delays)('a timer of %i ms is as late as the typical one, on average', (delayMs) => {
  let sum = 0
  // Whole turns of the coarsest spoke that one of these lies on.
  for (let tick = 0; tick < 4096; tick++) sum += inWheel(250)(tick * 4 + 2, delayMs) - (tick * 4 + 2)
  expect(sum / 4096).toBeCloseTo(typically(250)(0, delayMs), -1)
})

test('on another clock the same moment is the same', () => {
  expect(shifted(inWheel(250), 1000)(5, 204)).toBe(inWheel(250)(1005, 204) - 1000)
})
