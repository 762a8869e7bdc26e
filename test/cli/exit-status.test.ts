import { expect, test } from 'vitest'
import { exitStatus } from '../../src/cli/exit-status.js'
import { cell, control, demo, expected, report } from '../report/build-report.js'

test('is 0 when something could be said of every session, whatever it was', () => {
  expect(exitStatus.of(demo())).toBe(0)
})

test.each([
  ['a session is inconclusive', report([cell(), cell({ verdict: 'inconclusive' }), control()])],
  ['the control was affected', report([cell(), control({ verdict: 'stalled' })])],
  ['the control is inconclusive', report([cell(), control({ verdict: 'inconclusive' })])],
  ['the run did not finish', report([cell(), control()], { ended: 'interrupted' })],
  ['there was no session', report([])],
])('is 3 when %s', (_, given) => {
  expect(exitStatus.of(given)).toBe(3)
  expect(exitStatus.of(given, { strict: true })).toBe(3)
})

test('is 3 for a session that came out other than predicted only when that is asked for', () => {
  const surprising = report([cell({ verdict: 'died', predicted: expected('stalled') }), control()])
  expect(exitStatus.of(surprising)).toBe(0)
  expect(exitStatus.of(surprising, { strict: false })).toBe(0)
  expect(exitStatus.of(surprising, { strict: true })).toBe(3)
})

test('is 1 when a session came out other than its scenario expects, whatever else there is', () => {
  const short = cell({ verdict: 'died', shortfalls: ['died, expected: unaffected or stalled'] })
  expect(exitStatus.of(report([short, control()]))).toBe(1)
  expect(exitStatus.of(report([short, cell({ verdict: 'inconclusive' }), control()]))).toBe(1)
})

test('is 0 when they came out as expected, and 3 when of one nothing can be said', () => {
  const kept = cell({ verdict: 'died', expected: { verdicts: ['died', 'stalled'] } })
  expect(exitStatus.of(report([kept, control()]))).toBe(0)
  expect(
    exitStatus.of(report([kept, cell({ verdict: 'inconclusive', expected: { verdicts: ['died'] } }), control()])),
  ).toBe(3)
})

test.each([
  ['as predicted', report([cell({ verdict: 'died', predicted: expected('died') }), control()])],
  ['in one of the ways predicted', report([cell({ verdict: 'died', predicted: expected(['stalled', 'died']) })])],
  ['of which nothing was predicted', report([cell({ verdict: 'died' }), control()])],
])('is 0 for a session that came out %s, however strict', (_, given) => {
  expect(exitStatus.of(given, { strict: true })).toBe(0)
})
