import { describe, expect, test } from 'vitest'
import type { Phase, Plan } from '../../src/plan.js'
import { predict, type Question } from '../../src/predict/predict.js'
import { linuxStack } from '../../src/tcp/stack.js'
import { keepaliveAfter, patient, reconnectsOn } from './plans.js'

const blackout = (durationMs: number, more: Partial<Phase> = {}): Phase => ({
  kind: 'blackout',
  startMs: 1000,
  durationMs,
  wire: 'drop',
  because: 'the test says so',
  ...more,
})
const ask = (plan: Plan, more: Partial<Question> = {}) =>
  predict({ plan, shape: 'talking', endsOn: 'host', timers: { counterpart: 'a console' }, ...more })

describe.each(['talking', 'listening'] as const)('a session of shape %s that ends on the host', (shape) => {
  test('dies of the shortest move, when the VM has left', () => {
    const { verdict, either, decides, stallMs } = ask({ phases: [blackout(80)], outcome: 'moved' }, { shape })
    expect(verdict).toBe('died')
    expect(either).toHaveLength(1)
    expect(decides).toMatchObject({ owner: 'host', setting: null, firedAtMs: 1080 })
    expect(stallMs.typical).toBe(80)
  })

  test('dies at the first of many moves', () => {
    const plan: Plan = {
      phases: [blackout(80, { to: 'B' }), blackout(80, { startMs: 5000, to: 'A' })],
      outcome: 'here',
    }
    expect(ask(plan, { shape }).decides?.firedAtMs).toBe(1080)
  })

  test('outlives whatever is done to the VM in its place: the host acknowledges', () => {
    const plan: Plan = { phases: [blackout(300_000)], outcome: 'here' }
    expect(ask(plan, { endsOn: 'guest' }).stallMs.typical).toBeGreaterThan(300_000)
    expect(ask(plan, { shape })).toMatchObject({ verdict: 'stalled' })
    expect(ask(plan, { shape }).stallMs.max).toBeLessThan(301_000)
  })
})

test('an idle one dies too, and has not waited', () => {
  const plan: Plan = { phases: [blackout(80)], outcome: 'moved' }
  expect(ask(plan, { shape: 'idle' })).toMatchObject({ verdict: 'died', stallMs: { max: 0 } })
})

test('an impatient program dies of its own timer before the VM has left', () => {
  const exchangeTimeout = { value: 5000, setting: 'command timeout', source: 'the test', status: 'assumed' as const }
  const plan: Plan = { phases: [blackout(60_000)], outcome: 'moved' }
  const { decides } = ask(plan, { timers: { counterpart: 'a program', exchangeTimeout } })
  expect(decides).toMatchObject({ owner: 'application', setting: 'command timeout' })
})

describe('a host that is lost with its VM is silent for good', () => {
  const lost: Plan = {
    phases: [blackout(8000), { ...blackout(3000, { startMs: 9000 }), kind: 'reboot', wire: 'reset' }],
    outcome: 'replaced',
  }

  test.each([
    ['talking', 1000],
    ['idle', 13_000],
    ['listening', 13_000],
  ] as const)('a session of shape %s is given up as long after it said something, at %d ms', (shape, saidMs) => {
    const { verdict, either, decides, stallMs } = ask(lost, { shape })
    expect(either).toHaveLength(1)
    expect(verdict).toBe('died')
    expect(decides).toMatchObject({ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 15 })
    expect(decides?.firedAtMs).toBeGreaterThan(saidMs + 924_600)
    expect(decides?.firedAtMs).toBeLessThan(saidMs + 1_060_000)
    expect(stallMs.max).toBeLessThan(saidMs + 1_060_000)
  })

  test('a keepalive finds out sooner', () => {
    const timers = { ...patient, ...keepaliveAfter(30_000) }
    const rhythm = { quietForMs: 3000, usedAfterMs: 60_000 }
    const { decides } = ask(lost, { shape: 'idle', timers, rhythm })
    expect(decides).toMatchObject({ owner: 'application', setting: 'a keepalive', afterBack: false })
    expect(decides?.firedAtMs).toBeLessThan(40_000)
  })

  test('to who connects anew as well', () => {
    const timers = { ...patient, ...reconnectsOn('ETIMEDOUT', 'EHOSTUNREACH') }
    const { verdict, stallMs } = ask(lost, { timers, stack: { ...linuxStack, retries2: 3 } })
    expect(verdict).toBe('died')
    expect(stallMs.min).toBeGreaterThan(60_000)
  })

  test('a request that the service has for long is lost with it', () => {
    const rhythm = { paceMs: 100, serviceMs: 80 }
    const { either, stallMs } = ask(lost, { rhythm })
    expect(either.map(({ verdict }) => verdict)).toEqual(['died'])
    expect(stallMs.max).toBeLessThan(1_060_000)
  })
})
