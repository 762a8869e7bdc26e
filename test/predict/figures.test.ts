/** Published times of giving up, and the stalls that follow from doubling timeouts, as fates of sessions. */
import { expect, test } from 'vitest'
import { linuxStack } from '../../src/tcp/stack.js'
import { ask, exchangeWithin, keepaliveAfter, patient, silentFor } from './plans.js'

/** D2 has r = 0.2 s; ours is 204 ms, and timers are late by up to an eighth, so the stalls come out up to 7 % longer. */
test.each([
  [0.3, 0.4],
  [1, 1.6],
  [5, 6.4],
  [8, 12.8],
  [10, 12.8],
  [20, 25.6],
  [30, 51.2],
  [60, 102.4],
  [120, 204.8],
])('D2: a pause of %d s is a stall of %d s, or a little more', (pause, stall) => {
  const { stallMs } = ask(silentFor(pause), { topology: 'routed' })
  expect(stallMs.typical).toBeGreaterThan(stall * 1000)
  expect(stallMs.typical).toBeLessThan(stall * 1000 * 1.07)
})

test.each([
  [15, 924.6, 1044.6],
  [8, 102.2, 115],
  [5, 12.6, 14],
])('P24: with tcp_retries2=%i a silent peer is given up after %d s at least', (retries2, least, most) => {
  const { verdict, decidedAtMs } = ask(silentFor(3600), { stack: { ...linuxStack, retries2 }, topology: 'routed' })
  expect(verdict).toBe('died')
  expect(decidedAtMs?.min).toBeGreaterThan(least * 1000)
  expect(decidedAtMs?.max).toBeLessThan(most * 1000)
})

test('P25: a pause of 30 s has a tail of 21 to 24 s, in which a timeout of 30 s fires', () => {
  expect(ask(silentFor(30), { topology: 'routed' }).stallMs.typical).toBeGreaterThan(51_200)
  const timers = { ...patient, ...exchangeWithin(30_000) }
  const { verdict, decides } = ask(silentFor(27), { topology: 'routed', timers })
  expect(verdict).toBe('died')
  expect(decides).toMatchObject({ owner: 'application', setting: 'a timeout', value: 30_000, afterBack: true })
})

test('P26: an idle Node socket with keepalive d dies d + 10 s after its last received byte', () => {
  const question = {
    shape: 'idle',
    timers: { ...patient, ...keepaliveAfter(30_000) },
    rhythm: { quietForMs: 5000 },
  } as const
  const { verdict, decides, decidedAtMs } = ask(silentFor(60), question)
  expect(verdict).toBe('died')
  expect(decides).toMatchObject({ setting: 'a keepalive', value: 30_000, afterBack: false })
  // The kernel's wheel makes it up to 2 s more.
  expect(decidedAtMs?.min).toBeGreaterThanOrEqual(35_000)
  expect(decidedAtMs?.max).toBeLessThan(37_500)
  expect(ask(silentFor(33), question).verdict).toBe('unaffected')
})

test('P26: and 10 to d + 10 s into the pause if nobody knows how long it was idle', () => {
  const { decidedAtMs } = ask(silentFor(60), { shape: 'idle', timers: { ...patient, ...keepaliveAfter(30_000) } })
  expect(decidedAtMs?.min).toBeGreaterThan(9500)
  expect(decidedAtMs?.min).toBeLessThan(13_000)
  expect(decidedAtMs?.max).toBeGreaterThan(39_000)
  expect(decidedAtMs?.max).toBeLessThan(42_500)
})

test('P27: pings every 25 s with a timeout of 20 s end a session 20 to 45 s into the pause', () => {
  const { verdict, decidedAtMs } = ask(silentFor(60), {
    timers: { ...patient, ...exchangeWithin(20_000) },
    rhythm: { paceMs: 25_000 },
  })
  expect(verdict).toBe('died')
  expect(decidedAtMs?.min).toBeGreaterThanOrEqual(20_000)
  expect(decidedAtMs?.min).toBeLessThan(21_000)
  expect(decidedAtMs?.max).toBeGreaterThan(44_000)
  expect(decidedAtMs?.max).toBeLessThanOrEqual(45_000)
})
