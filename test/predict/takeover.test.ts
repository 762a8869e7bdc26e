/** A failover kills every connection, and is milder on who connects anew than a long silence is. */
import { describe, expect, test } from 'vitest'
import { ask, exchangeWithin, keepaliveAfter, patient, reconnectsOn, takenOverAfter, windows } from './plans.js'

const reconnects = { ...patient, ...reconnectsOn('ECONNRESET', 'ECONNREFUSED') }

test('who connects anew comes back when the service listens again', () => {
  const { verdict, stallMs, decides } = ask(takenOverAfter(5, 6), { timers: reconnects })
  expect(verdict).toBe('reconnected')
  expect(decides).toMatchObject({ owner: 'new stack' })
  // The RST comes with the retransmission at 6.7 s; it is refused until 11 s, and tries every second.
  expect(stallMs.typical).toBeGreaterThan(10_900)
  expect(stallMs.typical).toBeLessThan(12_100)
})

test('who retransmits no more when the new stack is there dies of its own kernel', () => {
  const { verdict, decides } = ask(takenOverAfter(12, 1), { timers: reconnects, stack: windows })
  expect(verdict).toBe('died')
  expect(decides).toMatchObject({ setting: 'net.ipv4.tcp_retries2', afterBack: true })
})

test('the margin says how long the address may be gone', () => {
  const { margin } = ask(takenOverAfter(8, 1), { timers: reconnects, stack: windows })
  expect(margin.longer).toMatchObject({ verdict: 'died', decides: { setting: 'net.ipv4.tcp_retries2' } })
  expect(margin.longer?.byMs).toBeGreaterThan(1700)
  expect(margin.longer?.byMs).toBeLessThan(2100)
})

describe('a listening client', () => {
  const listening = { shape: 'listening', timers: reconnects } as const

  test('hears nothing any more, and finds out when it says something', () => {
    const { verdict, stallMs } = ask(takenOverAfter(5, 6), { ...listening, rhythm: { usedAfterMs: 30_000 } })
    expect(verdict).toBe('reconnected')
    expect(stallMs.typical).toBeGreaterThan(41_000)
  })

  test('finds out sooner by its keepalive', () => {
    const timers = { ...reconnects, ...keepaliveAfter(10_000) }
    const { decidedAtMs } = ask(takenOverAfter(5, 6), { ...listening, timers, rhythm: { usedAfterMs: 30_000 } })
    expect(decidedAtMs?.max).toBeLessThan(12_100)
  })

  test('… or by its own timeout, which is no reset: it does not connect anew', () => {
    const timers = { ...reconnects, ...exchangeWithin(15_000) }
    expect(ask(takenOverAfter(5, 6), { ...listening, timers, rhythm: { usedAfterMs: 30_000 } })).toMatchObject({
      verdict: 'died',
      decides: { owner: 'application' },
    })
  })
})

test('an idle client is reset when it is used again', () => {
  expect(ask(takenOverAfter(5, 6), { shape: 'idle' })).toMatchObject({
    verdict: 'died',
    decides: { firedAtMs: 12_000 },
  })
  expect(ask(takenOverAfter(5, 6), { shape: 'idle', timers: reconnects }).verdict).toBe('reconnected')
})
