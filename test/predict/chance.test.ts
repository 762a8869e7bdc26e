/** Where the silence falls in the session's rhythm may decide: then it is an "either", with shares. */
import { expect, test } from 'vitest'
import { sessionKinds } from '../../harness/sessions/index.js'
import { sessionNames } from '../../src/cell.js'
import { rhythmOf } from '../../src/predict/rhythm.js'
import { ask, keepaliveAfter, patient, phase, silentFor, windows } from './plans.js'

test('the same question has the same answer', () => {
  expect(ask(silentFor(9.9), { stack: windows })).toEqual(ask(silentFor(9.9), { stack: windows }))
})

test('near the last retransmission it is an either, and the shares make a whole', () => {
  const { either, share, verdict, text } = ask(silentFor(9.85), { stack: windows })
  expect(either.map((each) => each.verdict).sort()).toEqual(['died', 'stalled'])
  expect(either[0]).toMatchObject({ verdict, share })
  expect(either.reduce((sum, each) => sum + each.share, 0)).toBeCloseTo(1)
  expect(text).toMatch(/either: \w+ \d+ %, \w+ \d+ %/)
})

test('a request that the VM has when it freezes is answered when it is back: no tail, and a later death', () => {
  const slow = { paceMs: 100, serviceMs: 30 }
  const { either } = ask(silentFor(17), { stack: windows, rhythm: slow })
  expect(either.map(({ verdict }) => verdict)).toEqual(['died', 'stalled'])
  expect(either[1]?.share).toBeGreaterThan(0.25)
  expect(either[1]?.share).toBeLessThan(0.35)
  expect(either[1]?.stallMs.max).toBeLessThan(17_100)
})

test('who waits long for an answer is as idle as one who says nothing, and dies of its keepalive', () => {
  const question = { timers: { ...patient, ...keepaliveAfter(5000) }, rhythm: { paceMs: 60_000, serviceMs: 59_000 } }
  expect(ask(silentFor(120), question)).toMatchObject({ verdict: 'died', decides: { setting: 'a keepalive' } })
})

test('an idle session’s age is chance: the share of dead is what the pause covers of it', () => {
  const timers = { ...patient, ...keepaliveAfter(30_000) }
  const died = (seconds: number): number =>
    ask(silentFor(seconds), { shape: 'idle', timers }).either.find(({ verdict }) => verdict === 'died')?.share ?? 0
  expect(died(8)).toBe(0)
  expect(died(25)).toBeGreaterThan(0.4)
  expect(died(25)).toBeLessThan(0.6)
  expect(died(45)).toBe(1)
})

test('a keepalive’s last probe may fall into the silence, and the connection end when the VM is back', () => {
  const timers = { ...patient, keepalive: { ...keepaliveAfter(1000).keepalive } }
  const { verdict, decides } = ask(silentFor(10.6), {
    shape: 'idle',
    timers,
    rhythm: { quietForMs: 0, usedAfterMs: 5000 },
  })
  expect(verdict).toBe('died')
  expect(decides?.afterBack).toBe(true)
})

test('a reboot that begins at once leaves no gap to be unaffected in', () => {
  const plan = { phases: [phase('blackout', 0, 0), phase('reboot', 0, 3, 'reset')], outcome: 'replaced' } as const
  for (const shape of ['talking', 'idle', 'listening'] as const) expect(ask(plan, { shape }).verdict).toBe('died')
})

test.each(sessionNames)('the pace of %s is the one that it is played with', async (name) => {
  expect(rhythmOf(name).paceMs).toBe((await sessionKinds[name]()).paceMs)
})

test.each([{ paceMs: 0 }, { serviceMs: -1 }, { segments: 0 }, { usedAfterMs: -1 }])('%j is refused', (rhythm) => {
  expect(() => ask(silentFor(1), { rhythm })).toThrow(RangeError)
})
