/** The setting with which it would have outlived: one less, and it dies. */
import { describe, expect, test } from 'vitest'
import { predictCell } from '../../src/predict/cell.js'
import type { Question } from '../../src/predict/predict.js'
import { remedyOf } from '../../src/predict/remedy.js'
import { linuxStack } from '../../src/tcp/stack.js'
import { cells } from '../report/build-run.js'
import {
  ask,
  exchangeWithin,
  keepaliveAfter,
  patient,
  reconnectsOn,
  silentFor,
  takenOverAfter,
  windows,
} from './plans.js'

const question = (plan: Question['plan'], fields: Partial<Question> = {}): Question => ({
  shape: 'talking',
  timers: patient,
  plan,
  ...fields,
})

const mayDie = (asked: Question): boolean => ask(asked.plan, asked).either.some(({ verdict }) => verdict === 'died')

const withRetries2 = (asked: Question, retries2: number): Question => ({
  ...asked,
  stack: { ...linuxStack, ...asked.stack, retries2 },
})
const withExchangeTimeout = (asked: Question, ms: number): Question => ({
  ...asked,
  timers: { ...asked.timers, ...exchangeWithin(ms) },
})

test('a session that outlives needs none', () => {
  expect(remedyOf(question(silentFor(9)))).toBeNull()
})

test.each([
  [17, 6],
  [34, 7],
  [137, 9],
])('Windows’ retransmission, silent for %d s: tcp_retries2=%d is the smallest that is enough', (seconds, to) => {
  const asked = question(silentFor(seconds), { stack: windows })
  expect(remedyOf(asked)).toEqual({
    changes: [{ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', from: 5, to }],
    verdict: 'stalled',
  })
  expect(mayDie(withRetries2(asked, to))).toBe(false)
  expect(mayDie(withRetries2(asked, to - 1))).toBe(true)
})

test('a timer of its own is raised to the whole second that is enough', () => {
  const asked = question(silentFor(17), { timers: { ...patient, ...exchangeWithin(15_500) } })
  const { changes = [], verdict } = remedyOf(asked) ?? {}
  expect(verdict).toBe('stalled')
  expect(changes).toEqual([{ owner: 'application', setting: 'a timeout', from: 15_500, to: expect.any(Number) }])
  const to = changes[0]?.to ?? 0
  expect(to % 1000).toBe(0)
  expect(mayDie(withExchangeTimeout(asked, to))).toBe(false)
  expect(mayDie(withExchangeTimeout(asked, to - 1000))).toBe(true)
})

test('where one timer out of the way lets another one fire, both are told, each as small as the other allows', () => {
  const asked = question(silentFor(34.4), { stack: windows, timers: { ...patient, ...exchangeWithin(30_000) } })
  const { changes = [] } = remedyOf(asked) ?? {}
  expect(changes.map(({ setting }) => setting)).toEqual(['net.ipv4.tcp_retries2', 'a timeout'])
  const [retries2 = 0, timeoutMs = 0] = changes.map(({ to }) => to)
  expect(mayDie(withRetries2(withExchangeTimeout(asked, timeoutMs), retries2))).toBe(false)
  expect(mayDie(withRetries2(withExchangeTimeout(asked, timeoutMs), retries2 - 1))).toBe(true)
  expect(mayDie(withRetries2(withExchangeTimeout(asked, timeoutMs - 1000), retries2))).toBe(true)
})

test('that it dies in a few of its ways is enough to need one', () => {
  const asked = question(silentFor(9.85), { stack: windows })
  expect(ask(asked.plan, asked).either).toHaveLength(2)
  expect(remedyOf(asked)?.changes).toMatchObject([{ setting: 'net.ipv4.tcp_retries2', to: 6 }])
})

describe('other settings', () => {
  test('TCP_USER_TIMEOUT', () => {
    const asked = question(silentFor(9), { stack: { ...linuxStack, userTimeoutMs: 5000 } })
    const [change] = remedyOf(asked)?.changes ?? []
    expect(change).toMatchObject({ setting: 'TCP_USER_TIMEOUT', from: 5000 })
    expect(change?.to).toBeGreaterThanOrEqual(7000)
    expect(change?.to).toBeLessThanOrEqual(14_000)
  })

  test('an idle connection whose system probes outlasts the silence by more probes', () => {
    const keepalive = { idleMs: 10_000, intervalMs: 1000, probes: 10 }
    const { idleMs: _, ...system } = keepaliveAfter(0).keepalive
    const asked = question(silentFor(60), {
      shape: 'idle',
      stack: { ...linuxStack, keepalive },
      timers: { ...patient, keepalive: system },
    })
    const [change] = remedyOf(asked)?.changes ?? []
    expect(change).toMatchObject({ setting: 'net.ipv4.tcp_keepalive_probes', from: 10 })
    expect(change?.to).toBeGreaterThanOrEqual(59)
    expect(change?.to).toBeLessThanOrEqual(62)
  })
})

describe('there is none', () => {
  test('against a new stack’s reset', () => {
    expect(remedyOf(question(takenOverAfter(8)))).toBeNull()
  })

  test('where the session would only live to be reset', () => {
    const asked = question(takenOverAfter(50), { stack: windows })
    expect(ask(asked.plan, asked).decides?.setting).toBe('net.ipv4.tcp_retries2')
    expect(remedyOf(asked)).toBeNull()
    expect(remedyOf({ ...asked, timers: { ...patient, ...reconnectsOn('ECONNRESET') } })).toMatchObject({
      verdict: 'reconnected',
    })
  })

  test('for an idle connection of any age that probes by itself: a probe may always be due', () => {
    const timers = { ...patient, ...keepaliveAfter(30_000) }
    expect(remedyOf(question(silentFor(60), { shape: 'idle', timers }))).toBeNull()
  })
})

test('a cell’s prediction has it, and what decides in whole milliseconds', () => {
  const [cell] = cells
  if (cell === undefined) throw new Error('no cell')
  const sysctls = {
    'net.ipv4.tcp_retries2': { value: 3, source: 'a test', status: 'assumed' as const },
  }
  const predicted = predictCell(
    cell,
    { name: 'impatient', summary: '', sysctls, limits: [], sessions: {} },
    { unaffectedBelowMs: 1000, baselineMs: 3000 },
  )
  expect(predicted).toMatchObject({
    verdict: 'died',
    decides: { setting: 'net.ipv4.tcp_retries2', value: 3 },
    margin: { longer: null, shorter: { verdict: 'stalled', decides: null } },
    remedy: { changes: [{ from: 3, to: 6 }], verdict: 'stalled' },
  })
  expect(Number.isInteger(predicted?.decides?.firedAtMs)).toBe(true)
  expect(predicted?.marginMs).toBe(predicted?.margin.shorter?.byMs)
})
