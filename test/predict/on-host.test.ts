import { describe, expect, test } from 'vitest'
import type { Phase, Plan } from '../../src/plan.js'
import { predict, type Question } from '../../src/predict/predict.js'

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

test('a host that is lost with its VM is silent for good', () => {
  const plan: Plan = {
    phases: [blackout(8000), { ...blackout(3000, { startMs: 9000 }), kind: 'reboot', wire: 'reset' }],
    outcome: 'replaced',
  }
  expect(ask(plan).decides).toMatchObject({ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 15 })
  expect(ask(plan).decides?.firedAtMs).toBeGreaterThan(900_000)
})
