import { expect, test } from 'vitest'
import { exitStatus } from '../../src/cli/exit-status.js'
import { cell, control, demo, report } from '../report/build-report.js'

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
})
