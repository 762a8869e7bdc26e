import { expect, test } from 'vitest'
import { reasonsOf } from '../../src/report/pretty/reasons.js'
import { cell } from './build-report.js'

const stalled = (session: string, why: string, profile = 'linux') => cell({ session, profile, verdict: 'stalled', why })

test('reasons that differ in their times only are told once, with the range', () => {
  expect(
    reasonsOf([
      stalled('echo', 'silent for 26.1 s, the last 8.9 s of it after the VM was back'),
      stalled('console', 'silent for 25.8 s, the last 8.9 s of it after the VM was back'),
    ]),
  ).toEqual([{ who: 'all', why: 'silent for 25.8 to 26.1 s, the last 8.9 s of it after the VM was back' }])
})

test('other numbers make another reason', () => {
  const told = reasonsOf([
    stalled('echo', 'tcp_retries2=5 after 8.0 s'),
    stalled('console', 'tcp_retries2=15 after 8.0 s'),
  ])
  expect(told).toEqual([
    { who: 'echo', why: 'tcp_retries2=5 after 8.0 s' },
    { who: 'console', why: 'tcp_retries2=15 after 8.0 s' },
  ])
})

test('profiles keep ranges of their own, but share a reason that is the same', () => {
  expect(
    reasonsOf([
      stalled('echo', 'after 8.0 s'),
      stalled('console', 'after 8.2 s'),
      stalled('echo', 'after 20.0 s', 'windows-2008'),
      stalled('console', 'after 20.0 s', 'windows-2008'),
    ]).map(({ who, why }) => `${who}: ${why}`),
  ).toEqual(['all on linux: after 8.0 to 8.2 s', 'all on windows-2008: after 20.0 s'])
  expect(reasonsOf([stalled('echo', 'reset'), stalled('echo', 'reset', 'windows-2008')])).toEqual([
    { who: 'all', why: 'reset' },
  ])
})

test('a session that is unaffected needs no reason', () => {
  expect(reasonsOf([cell()])).toEqual([])
})

test('one session alone is called as in the table', () => {
  const told = (fields: Parameters<typeof cell>[0]) => reasonsOf([cell({ verdict: 'died', ...fields })])[0]?.who
  expect(told({ session: 'echo', shape: 'listening' })).toBe('echo listening')
  expect(told({ session: 'console', endsOn: 'host' })).toBe('console@host')
})
