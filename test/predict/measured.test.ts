/** What was measured on real processes and the real kernel (Linux 6.18, 250 ticks a second), and what is predicted for it. */
import { describe, expect, test } from 'vitest'
import { linuxStack, type TcpStack } from '../../src/tcp/stack.js'
import { ask, silentFor, takenOverAfter, windows } from './plans.js'

describe('stalls of an echo client', () => {
  test.each<[string, number, TcpStack, 'l2' | 'routed', number]>([
    ['Windows’ retransmission', 9, windows, 'l2', 10],
    ['Windows’ retransmission, 512 MiB by quick migration', 8.59, windows, 'l2', 9.88],
    ['Linux’s defaults, 512 MiB by quick migration', 8.59, linuxStack, 'l2', 13.42],
    ['Linux’s defaults, 1 GiB by quick migration', 17.18, linuxStack, 'l2', 26.73],
    ['Linux’s defaults, 2 GiB by quick migration', 34.36, linuxStack, 'l2', 54.04],
    ['Linux’s defaults, 4 GiB by quick migration', 68.72, linuxStack, 'l2', 107.1],
    ['Linux’s defaults, a VM beyond a router', 131, linuxStack, 'routed', 213.5],
    // The failed neighbour keeps the intervals from growing: 53 s earlier than beyond a router.
    ['Linux’s defaults, 8 GiB by quick migration', 137.4, linuxStack, 'l2', 160.5],
  ])('%s, silent for %d s', (_, seconds, stack, topology, measured) => {
    const { verdict, stallMs } = ask(silentFor(seconds), { stack, topology })
    expect(verdict).toBe('stalled')
    expect(stallMs.typical / 1000 / measured).toBeCloseTo(1, 1)
    expect(Math.abs(stallMs.typical / 1000 - measured)).toBeLessThan(0.02 * measured)
  })
})

describe('deaths of an echo client', () => {
  test('Windows’ retransmission, silent for 17 s: ETIMEDOUT after 20.0 s, the last try 10 s before', () => {
    const { verdict, decides } = ask(silentFor(17), { stack: windows })
    expect(verdict).toBe('died')
    expect(decides).toMatchObject({
      owner: 'client kernel',
      setting: 'net.ipv4.tcp_retries2',
      value: 5,
      afterBack: true,
    })
    expect(decides?.firedAtMs).toBeGreaterThan(19_700)
    expect(decides?.firedAtMs).toBeLessThan(20_100)
    expect((decides?.firedAtMs ?? 0) - (decides?.lastTryMs ?? 0)).toBeCloseTo(9984, -3)
  })

  test('Windows’ retransmission, told that the host is unreachable: EHOSTUNREACH after 13.1 s, the last try at 12.8 s', () => {
    const { verdict, decides } = ask(silentFor(17, 'unreachable'), { stack: windows })
    expect(verdict).toBe('died')
    expect(Math.abs((decides?.firedAtMs ?? 0) - 13_132)).toBeLessThan(150)
    expect(Math.abs((decides?.lastTryMs ?? 0) - 12_813)).toBeLessThan(150)
  })

  // Measured on Linux 6.18: a client that writes every 20 ms without waiting, and Linux's minimum.
  const impatient = { stack: { ...linuxStack, retries2: 5, tailLossProbe: false }, rhythm: { paceMs: 20 } }

  test('tcp_retries2=5 at 200 ms, silent for 8 s: it dies about 13 s after the freeze, when the VM is back', () => {
    const { verdict, decides } = ask(silentFor(8), impatient)
    expect(verdict).toBe('died')
    expect(decides?.afterBack).toBe(true)
    expect(decides?.firedAtMs).toBeGreaterThan(12_600)
    expect(decides?.firedAtMs).toBeLessThan(13_300)
  })

  test('… and outlives 6 s, until its last retransmission at 6.2 to 6.7 s', () => {
    const { verdict, margin } = ask(silentFor(6), impatient)
    expect(verdict).toBe('stalled')
    expect(margin.longer).toMatchObject({ verdict: 'died', decides: { setting: 'net.ipv4.tcp_retries2' } })
    expect(margin.longer?.byMs).toBeGreaterThan(200)
    expect(margin.longer?.byMs).toBeLessThan(700)
  })
})

test.each([
  ['windows-2008', windows, 9.95],
  ['linux', linuxStack, 13.42],
])(
  'after a failover of 8.2 s a client with the stack of %s is reset by its next retransmission',
  (_, stack, seconds) => {
    const { verdict, decides } = ask(takenOverAfter(8.2, 2), { stack })
    expect(verdict).toBe('died')
    expect(decides).toMatchObject({ owner: 'new stack', setting: null })
    expect((decides?.firedAtMs ?? 0) / 1000).toBeCloseTo(seconds, 0)
  },
)
