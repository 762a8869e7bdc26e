import { expect, test } from 'vitest'
import { meaning } from '../../src/report/pretty/meaning.js'
import type { CellResult } from '../../src/result.js'
import { cell, control, demo, dynamicIt, each, report } from './build-report.js'

const meaningOf = (...cells: CellResult[]): string => meaning(report(cells))
const died = (fields: Parameters<typeof cell>[0] = {}) =>
  cell({ verdict: 'died', death: { firedAtMs: 18_900 }, ...fields })

test('a migration that nobody noticed is said to be one', () => {
  expect(meaningOf(...each((session, profile) => cell({ preset: 'vmotion', session, profile })))).toBe(
    'In short: vmotion let all 8 sessions go on as if nothing had happened (longest stall 0.32 s).',
  )
})

test('the demo is summed up in one sentence', () => {
  expect(meaning(demo())).toBe(
    'In short: vmotion let all 8 sessions go on as if nothing had happened (longest stall 0.32 s); ' +
      'quick-migration killed 4 of 8 (all on windows-2008) by net.ipv4.tcp_retries2=5, only 1.7 s after the VM was back, ' +
      'and stalled 4 of 8 (all on linux) for up to 25.8 s; ' +
      'mscs-failover killed 4 of 8 (console and echo) by a reset from the new network stack, ' +
      'and broke 4 of 8 (file-copy and database), which connected anew and lost nothing that had been acknowledged.',
  )
})

test('sizes of VM are told as a range', () => {
  expect(meaning(dynamicIt())).toContain('quick-migration killed 16 of 40 (all on windows-2008 from 1 GiB up)')
})

test('one session is not "all 1 sessions", nor are two "all 2"', () => {
  expect(meaningOf(died())).toContain('killed the one session by')
  expect(meaningOf(died(), died({ profile: 'windows-2008' }))).toContain('killed both sessions by')
})

test('what cannot be said is counted apart and never as a survivor', () => {
  expect(meaningOf(died(), cell({ profile: 'windows-2008', verdict: 'inconclusive' }))).toBe(
    'In short: quick-migration killed the one session by net.ipv4.tcp_retries2=5, only 1.7 s after the VM was back (of 1 more nothing can be said).',
  )
  expect(meaningOf(died(), cell({ preset: 'vmotion', verdict: 'inconclusive' }))).toContain(
    '; what vmotion does to 1 session cannot be said.',
  )
  expect(meaningOf(cell({ verdict: 'inconclusive' }))).toBe('In short: nothing can be said.')
})

test('the timers that killed are named with how many each killed', () => {
  const command = { owner: 'application' as const, setting: 'command timeout', value: 30_000, firedAtMs: 30_000 }
  expect(meaningOf(died(), died({ session: 'console' }), died({ session: 'database', death: command }))).toContain(
    'killed all 3 sessions by net.ipv4.tcp_retries2=5 (2) and command timeout of 30.0 s (1), only 1.7 to 12.8 s after the VM was back',
  )
})

test('those that died in the silence are told from those that died after it', () => {
  expect(meaningOf(died({ death: { firedAtMs: 12_600 } }))).toBe(
    'In short: quick-migration killed the one session by net.ipv4.tcp_retries2=5.',
  )
  expect(meaningOf(died({ death: { firedAtMs: 12_600 } }), died({ session: 'console' }))).toContain(
    ', 1 of them only 1.7 s after the VM was back',
  )
})

test('a session without a known cause is dead all the same', () => {
  expect(meaningOf(cell({ verdict: 'died' }))).toBe('In short: quick-migration killed the one session.')
})

test('nothing is said of lost data where the data was not compared', () => {
  expect(meaningOf(cell({ verdict: 'reconnected', lost: null }))).toBe(
    'In short: quick-migration broke the one session, which connected anew.',
  )
})

test('the control has no part in it', () => {
  expect(meaningOf(died(), control())).not.toContain('none')
})
