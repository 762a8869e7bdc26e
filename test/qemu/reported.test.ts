/** What QEMU says of a migration, and what is thought of it. */
import { expect, test } from 'vitest'
import { announcementIn } from '../../harness/qemu/announcements.js'
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

test('an announcement on the wire is a RARP of QEMU’s or the guest’s own ARP', () => {
  const from = '02:00:0a:00:00:03 > ff:ff:ff:ff:ff:ff'
  const rarp = `1700000000.250000 ${from}, ethertype Reverse ARP (0x8035), length 60: Reverse Request who-is 02:00:0a:00:00:03 tell 02:00:0a:00:00:03, length 46`
  const arp = `1700000000.300000 ${from}, ethertype ARP (0x0806), length 42: Request who-has 10.0.0.1 tell 10.0.0.1, length 28`
  expect(announcementIn(rarp)).toEqual({ epochMs: 1_700_000_000_250, what: 'RARP' })
  expect(announcementIn(arp)).toEqual({ epochMs: 1_700_000_000_300, what: 'gratuitous ARP' })
  expect(announcementIn('listening on switchB, link-type EN10MB')).toBeUndefined()
})
