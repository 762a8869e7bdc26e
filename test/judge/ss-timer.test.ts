import { expect, test } from 'vitest'
import { dueMs } from '../../src/judge/causes/ss-timer.js'

test.each([
  ['on,8.2sec,5', 8200],
  ['on,8.212ms,5', 8212],
  ['on,025ms,0', 25],
  ['on,204ms,0', 204],
  ['keepalive,119min,0', 7_140_000],
  ['keepalive,1min25sec,0', 85_000],
  ['timewait,59sec,0', 59_000],
  ['on,,0', undefined],
  ['on', undefined],
  ['on,soon,0', undefined],
])('the timer %s is due in %s ms', (timer, ms) => {
  expect(dueMs(timer)).toBe(ms)
})
