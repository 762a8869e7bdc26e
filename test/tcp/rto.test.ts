import { expect, test } from 'vitest'
import { afterSample, linuxRtoMs, rfc6298RtoMs } from '../../src/tcp/rto.js'
import { linuxStack } from '../../src/tcp/stack.js'

test('the RFC’s shortest timeout is a second', () => {
  expect(rfc6298RtoMs({ srttMs: 0.2 })).toBe(1000)
  expect(rfc6298RtoMs({ srttMs: 600, rttvarMs: 200 })).toBe(1400)
})

test.each([
  [250, 200, 204],
  [1000, 200, 201],
  [250, 300, 304],
  [250, 50, 56],
  [250, 250, 256],
])('on a LAN, with %i ticks a second and a minimum of %i ms, Linux waits %i ms (ss: rto)', (hz, rtoMinMs, rtoMs) => {
  expect(linuxRtoMs({ ...linuxStack, hz, rtoMinMs }, { srttMs: 0.2 })).toBe(rtoMs)
})

test('Linux adds its minimum to the round-trip time, where the RFC takes the greater', () => {
  expect(linuxRtoMs(linuxStack, { srttMs: 100, rttvarMs: 10 })).toBe(300)
  expect(linuxRtoMs(linuxStack, { srttMs: 100, rttvarMs: 100 })).toBe(500)
})

test('no timeout is longer than the longest', () => {
  expect(linuxRtoMs({ ...linuxStack, rtoMaxMs: 1000 }, { srttMs: 5000 })).toBe(1000)
})

test('the estimate begins with the first round trip and follows the next ones', () => {
  const first = afterSample(undefined, 100)
  expect(first).toEqual({ srttMs: 100, rttvarMs: 50 })
  expect(afterSample(first, 180)).toEqual({ srttMs: 110, rttvarMs: 57.5 })
})
