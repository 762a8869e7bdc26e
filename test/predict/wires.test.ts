/** What becomes of the packets decides as much as how long the silence is. */
import { describe, expect, test } from 'vitest'
import { linuxStack } from '../../src/tcp/stack.js'
import {
  ask,
  exchangeWithin,
  keepaliveAfter,
  patient,
  phase,
  reconnectsOn,
  silentFor,
  untouched,
  windows,
} from './plans.js'

test('a VM that is not moved leaves its sessions alone', () => {
  expect(ask(untouched)).toMatchObject({ verdict: 'unaffected', share: 1, margin: { ms: null, longer: null } })
})

test('answer: no retransmission and no tail, and no death by the kernel', () => {
  const { verdict, stallMs } = ask(silentFor(40, 'answer'), { stack: windows })
  expect(verdict).toBe('stalled')
  expect(stallMs.max).toBeLessThanOrEqual(40_001)
  expect(stallMs.min).toBeGreaterThan(39_900)
})

test('answer: the program’s own timeout fires all the same', () => {
  const timers = { ...patient, ...exchangeWithin(30_000), ...keepaliveAfter(1000) }
  expect(ask(silentFor(40, 'answer'), { timers })).toMatchObject({ verdict: 'died', decides: { setting: 'a timeout' } })
  expect(ask(silentFor(29, 'answer'), { timers }).verdict).toBe('stalled')
})

describe('hold', () => {
  test('is survived until the stack gives up, not only until its last retransmission', () => {
    expect(ask(silentFor(17, 'hold'), { stack: windows }).verdict).toBe('stalled')
    expect(ask(silentFor(17), { stack: windows }).verdict).toBe('died')
    expect(ask(silentFor(21, 'hold'), { stack: windows }).verdict).toBe('died')
  })

  test('has no tail', () => {
    expect(ask(silentFor(8, 'hold')).stallMs.max).toBeLessThan(8010)
  })
})

describe('reset', () => {
  test('kills who does not connect anew, at its first packet or its first retransmission', () => {
    const { verdict, decidedAtMs } = ask(silentFor(8, 'reset'))
    expect(verdict).toBe('died')
    expect(decidedAtMs?.max).toBeLessThan(220)
  })

  test('delays who does, if being refused does not stop it', () => {
    const stallOf = (timers: Parameters<typeof ask>[1]) => ask(silentFor(8, 'reset'), timers)
    expect(stallOf({ timers: { ...patient, ...reconnectsOn('ECONNRESET') } }).verdict).toBe('died')
    const { verdict, stallMs } = stallOf({ timers: { ...patient, ...reconnectsOn('ECONNRESET', 'ECONNREFUSED') } })
    expect(verdict).toBe('reconnected')
    expect(stallMs.min).toBeGreaterThanOrEqual(7900)
    expect(stallMs.max).toBeLessThan(9000)
  })
})

test('unreachable: the intervals do not grow, so there is no tail, and the stack gives up no later', () => {
  expect(ask(silentFor(8, 'unreachable')).stallMs.max).toBeLessThan(8400)
  expect(ask(silentFor(13.5, 'unreachable'), { stack: { ...linuxStack, retries2: 5 } }).verdict).toBe('died')
})

test('an on-link VM that is silent for minutes is given up with EHOSTUNREACH, so another reconnect habit counts', () => {
  const plan = silentFor(1200)
  const timers = { ...patient, ...reconnectsOn('ETIMEDOUT') }
  expect(ask(plan, { timers }).verdict).toBe('died')
  const text = ask(plan, { timers, topology: 'routed' })
  expect(text.verdict).toBe('died')
  expect(text.decides?.firedAtMs).toBeGreaterThan(ask(plan, { timers }).decides?.firedAtMs ?? 0)
})

test('path-repair is silence to who asks, and none to who listens', () => {
  const plan = { phases: [phase('blackout', 0, 1), phase('path-repair', 1, 18)], outcome: 'moved' } as const
  expect(ask(plan, { stack: windows })).toMatchObject({ verdict: 'died', decides: { afterBack: true } })
  expect(ask(plan, { stack: windows, shape: 'listening' }).stallMs.max).toBeLessThan(1100)
})

test('several blackouts: each has its own retransmissions, and the longest stall counts', () => {
  const plan = { phases: [phase('blackout', 0, 8), phase('blackout', 20, 8)], outcome: 'moved' } as const
  const { verdict, stallMs } = ask(plan, { stack: windows })
  expect(verdict).toBe('stalled')
  expect(stallMs.max).toBeLessThan(10_200)
  // The first stall ends when the second silence has begun: one more segment is lost, and goes its own way.
  const close = { phases: [phase('blackout', 0, 8), phase('blackout', 9, 2)], outcome: 'moved' } as const
  expect(ask(close, { stack: windows }).verdict).toBe('died')
})

test('a brownout is as long a wait as its slices are apart, as they are played', () => {
  const brownout = { ...phase('brownout', 0, 5, 'none'), cpuShare: 0.01 }
  const wait = (periodMs?: number) =>
    ask({ phases: [{ ...brownout, ...(periodMs && { periodMs }) }], outcome: 'moved' }).stallMs.max
  expect(wait(1000)).toBeGreaterThanOrEqual(990)
  expect(wait()).toBeGreaterThanOrEqual(49)
  expect(wait()).toBeLessThan(110)
})
