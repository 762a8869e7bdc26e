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

describe('unreachable', () => {
  test('the intervals do not grow, so there is no tail', () => {
    expect(ask(silentFor(8)).stallMs.typical).toBeGreaterThan(13_000)
    expect(ask(silentFor(8, 'unreachable')).stallMs.max).toBeLessThan(8250)
  })

  test('outlives what kills in silence: the last try is just before the end, and the end is sooner', () => {
    const told = ask(silentFor(12, 'unreachable'), { stack: windows })
    expect(told).toMatchObject({ verdict: 'stalled', share: 1 })
    expect(told.stallMs.max).toBeLessThan(12_350)
    expect(ask(silentFor(12), { stack: windows }).verdict).toBe('died')

    const { verdict, decides } = ask(silentFor(60, 'unreachable'), { stack: windows })
    expect(verdict).toBe('died')
    expect(decides).toMatchObject({ setting: 'net.ipv4.tcp_retries2', value: 5, afterBack: false })
    expect(decides?.firedAtMs).toBeGreaterThan(12_600)
    expect(decides?.firedAtMs).toBeLessThan(13_400)
    expect((decides?.firedAtMs ?? 0) - (decides?.lastTryMs ?? 0)).toBeLessThan(340)
  })

  test('ends with EHOSTUNREACH, as each connect() does at once: who minds neither tries until the VM is back', () => {
    const stack = { ...linuxStack, retries2: 3 }
    const outcome = (...codes: Parameters<typeof reconnectsOn>) =>
      ask(silentFor(20.5, 'unreachable'), { stack, timers: { ...patient, ...reconnectsOn(...codes) } })
    expect(outcome('ETIMEDOUT').verdict).toBe('died')
    const { verdict, stallMs } = outcome('EHOSTUNREACH')
    expect(verdict).toBe('reconnected')
    // It tries once a second, and none of its tries takes any time.
    expect(stallMs.min).toBeGreaterThan(20_400)
    expect(stallMs.max).toBeLessThan(21_700)
  })

  test('to who gives up connecting, no setting has decided', () => {
    const stack = { ...linuxStack, retries2: 3 }
    const timers = { ...patient, ...reconnectsOn('EHOSTUNREACH') }
    const { verdict, decides, text } = ask(silentFor(120, 'unreachable'), { stack, timers })
    expect(verdict).toBe('died')
    expect(decides).toMatchObject({ owner: 'client kernel', setting: null })
    expect(text).toContain('the host is unreachable')
    expect(decides?.firedAtMs).toBeGreaterThan(63_000)
    expect(decides?.firedAtMs).toBeLessThan(66_000)
  })

  test('is no answer to a keepalive probe: it ends as it does in silence', () => {
    const question = {
      shape: 'idle',
      timers: { ...patient, ...keepaliveAfter(5000), ...reconnectsOn('EHOSTUNREACH') },
      rhythm: { quietForMs: 1000 },
    } as const
    const told = ask(silentFor(30, 'unreachable'), question)
    expect(told).toMatchObject({ verdict: 'died', decides: { setting: 'a keepalive' } })
    expect(told.decides).toEqual(ask(silentFor(30), question).decides)
  })

  test('with TCP_USER_TIMEOUT it ends within a timeout after that', () => {
    const { decides } = ask(silentFor(30, 'unreachable'), { stack: { ...linuxStack, userTimeoutMs: 5000 } })
    expect(decides).toMatchObject({ setting: 'TCP_USER_TIMEOUT', value: 5000 })
    expect(decides?.firedAtMs).toBeGreaterThan(5400)
    expect(decides?.firedAtMs).toBeLessThan(5750)
  })
})

test('an on-link VM that is silent for minutes is given up with EHOSTUNREACH, so another reconnect habit counts', () => {
  const plan = silentFor(1200)
  const timers = { ...patient, ...reconnectsOn('ETIMEDOUT') }
  expect(ask(plan, { timers }).verdict).toBe('died')
  const text = ask(plan, { timers, topology: 'routed' })
  expect(text.verdict).toBe('died')
  expect(text.decides?.firedAtMs).toBeGreaterThan(ask(plan, { timers }).decides?.firedAtMs ?? 0)
})

test('path-repair is silence to who asks, and to who listens until the VM’s kernel repeats itself', () => {
  const plan = { phases: [phase('blackout', 0, 1), phase('path-repair', 1, 18)], outcome: 'moved' } as const
  expect(ask(plan, { stack: windows })).toMatchObject({ verdict: 'died', decides: { afterBack: true } })
  const { min, max } = ask(plan, { stack: windows, shape: 'listening' }).stallMs
  expect([min, max].map((ms) => Math.round(ms / 1000))).toEqual([18, 19])
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
