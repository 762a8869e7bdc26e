import { describe, expect, test } from 'vitest'
import { intoSilence, type Send, toldUnreachable } from '../../src/tcp/attempts.js'
import { modelTimeoutMs, retransmit } from '../../src/tcp/retransmission.js'
import { linuxStack, type TcpStack } from '../../src/tcp/stack.js'
import { onTime } from '../../src/tcp/timer.js'

/** The textbook's r, and timers that are never late. */
const loss = { rtoMs: 200, timer: onTime }
const withoutProbe: TcpStack = { ...linuxStack, tailLossProbe: false }

test.each([
  [5, 12.6],
  [6, 25.4],
  [8, 102.2],
  [10, 324.6],
  [12, 564.6],
  [15, 924.6],
])('tcp_retries2=%i stands for %d s (P24)', (retries2, seconds) => {
  expect(modelTimeoutMs(retries2, 120_000)).toBeCloseTo(seconds * 1000, 5)
})

describe('the textbook series', () => {
  test('without a tail loss probe: r(2^k − 1), then every 120 s', () => {
    const { sentMs } = retransmit(withoutProbe, loss)
    const seconds = [0.2, 0.6, 1.4, 3, 6.2, 12.6, 25.4, 51, 102.2, 204.6, 324.6, 444.6]
    expect(sentMs.slice(0, 12)).toEqual(seconds.map((s) => expect.closeTo(s * 1000)))
  })

  test('with one, and one segment outstanding: r·2^k', () => {
    const { sentMs } = retransmit(linuxStack, loss)
    const seconds = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 324.8]
    expect(sentMs.slice(0, 12)).toEqual(seconds.map((s) => expect.closeTo(s * 1000)))
  })

  test('with one, and more segments outstanding: two round trips, and r(2^k − 1) from then on', () => {
    const { sentMs } = retransmit(linuxStack, { ...loss, segments: 2, srttMs: 10 })
    expect(sentMs.slice(0, 4)).toEqual([28, 228, 628, 1428])
  })
})

test.each([
  [0.3, 0.1],
  [1, 0.6],
  [5, 1.4],
  [8, 4.8],
  [10, 2.8],
  [20, 5.6],
  [30, 21.2],
  [60, 42.4],
  [120, 84.8],
])('after a pause of %d s it takes %d s more until the next retransmission (D2, P25)', (pause, tail) => {
  const { sentMs } = retransmit(linuxStack, loss)
  const next = sentMs.find((ms) => ms >= pause * 1000) ?? Number.NaN
  expect(next / 1000 - pause).toBeCloseTo(tail, 5)
})

describe('giving up', () => {
  const at = (stack: Partial<TcpStack>, rtoMs: number) =>
    Math.round(retransmit({ ...withoutProbe, ...stack }, { ...loss, rtoMs }).gaveUpMs / 100) / 10

  test('is later than the time that tcp_retries2 stands for, and after a timer', () => {
    expect(at({ retries2: 5 }, 204)).toBe(12.9)
    expect(at({ retries2: 15 }, 204)).toBe(928.7)
  })

  test('is an interval later still when the RTO is 200 ms sharp, since it counts from the first retransmission', () => {
    expect(at({ retries2: 5 }, 200)).toBe(25.4)
    expect(at({ retries2: 15 }, 200)).toBe(1044.6)
  })

  test('is counted with 200 ms whatever the minimum is: with Windows’ 300 ms at 19.2 s, the last try at 9.4 s', () => {
    const { sentMs, gaveUpMs } = retransmit({ ...withoutProbe, retries2: 5 }, { ...loss, rtoMs: 304 })
    expect(sentMs.at(-1)).toBe(9424)
    expect(gaveUpMs).toBe(19_152)
  })

  test('comes sooner with a shorter longest interval', () => {
    const { sentMs, gaveUpMs } = retransmit({ ...withoutProbe, retries2: 6, rtoMaxMs: 1000 }, { ...loss, rtoMs: 204 })
    expect(sentMs).toEqual([204, 612, 1428, 2428, 3428, 4428, 5428])
    expect(gaveUpMs).toBe(6428)
  })

  test('is not looked for after the first retransmission from a moment on', () => {
    expect(retransmit(linuxStack, { ...loss, untilMs: 1000 })).toMatchObject({
      sentMs: [200, 400, 800, 1600],
      gaveUpMs: Number.POSITIVE_INFINITY,
    })
  })
})

describe('who is told that the host is unreachable (RFC 6069)', () => {
  const from =
    (ms: number): Send =>
    (atMs) =>
      (atMs < ms ? intoSilence : toldUnreachable(15))(atMs)
  const told = (fromMs: number, retries2 = 3) =>
    retransmit({ ...withoutProbe, retries2 }, { ...loss, send: from(fromMs) })

  test('does not back off any further', () => {
    const { sentMs, gaveUpMs, error } = told(1000)
    expect(sentMs).toEqual([200, 600, 1400, 2200, 3000])
    expect(gaveUpMs).toBe(3800)
    expect(error).toBe('EHOSTUNREACH')
  })

  test('from the first on does not back off at all: 63 retransmissions where tcp_retries2 is 5, the last an RTO before the end', () => {
    const { sentMs, gaveUpMs } = told(0, 5)
    expect(sentMs).toHaveLength(63)
    expect(sentMs.at(-1)).toBe(12_600)
    expect(gaveUpMs).toBe(12_800)
  })

  test.each([
    ['the segment itself', 0, withoutProbe],
    ['the tail loss probe', 200, linuxStack],
  ])('only after %s backs off as in silence, and ends with what it was told', (_, toldMs, { tailLossProbe }) => {
    const stack = { ...linuxStack, tailLossProbe, retries2: 3 }
    const send: Send = (atMs) => (atMs === toldMs ? toldUnreachable(15) : intoSilence)(atMs)
    const silent = retransmit(stack, loss)
    expect(retransmit(stack, { ...loss, send })).toEqual({ ...silent, error: 'EHOSTUNREACH' })
    expect(silent.error).toBe('ETIMEDOUT')
  })
})
