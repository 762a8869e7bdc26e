/** What QEMU says of a migration, and what is thought of it. */
import { expect, test } from 'vitest'
import { reported } from '../../harness/qemu/moves/reported.js'

test('a migration that is over says how long it took and what was sent', () => {
  const info = {
    status: 'completed',
    'total-time': 2044,
    downtime: 101,
    'setup-time': 3,
    ram: {
      transferred: 274_284_398,
      remaining: 0,
      total: 268_967_936,
      duplicate: 5171,
      normal: 66_822,
      mbps: 1076.09,
      'dirty-pages-rate': 0,
      'dirty-sync-count': 4,
      'postcopy-requests': 0,
    },
  }
  expect(reported(info)).toEqual({
    status: 'completed',
    totalMs: 2044,
    downtimeMs: 101,
    setupMs: 3,
    totalBytes: 268_967_936,
    transferredBytes: 274_284_398,
    remainingBytes: 0,
    zeroPages: 5171,
    pages: 66_822,
    mbitPerS: 1076.09,
    dirtyPagesPerS: 0,
    rounds: 4,
    fetchedPages: 0,
  })
})

test('one that has not begun says nothing, and one that failed says why', () => {
  expect(reported({})).toEqual({ status: 'none' })
  expect(reported({ status: 'failed', 'error-desc': 'Broken pipe' })).toEqual({
    status: 'failed',
    error: 'Broken pipe',
  })
})
