import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { suspend } from '../../src/methods/suspend.js'

const slow = { storageLinkMbitPerS: 1000, handOverMs: 0 }

test('a plan may last as long as a timer can', () => {
  // 2 × 128 TB over 1000 Mbit/s: 23.7 days.
  expect(suspend.plan(slow, { memoryMiB: 122_070_312 }).phases).toHaveLength(1)
})

test('a plan that lasts longer is the author’s to mend', () => {
  const endless = () => suspend.plan({ ...slow, storageLinkMbitPerS: 0.1 }, { memoryMiB: 1_048_576 })
  expect(endless).toThrow(UsageError)
  expect(endless).toThrow('it would take 2036 days, and 24 are the most; expected less memory or a faster line')
})
