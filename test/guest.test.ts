import { expect, test } from 'vitest'
import { playedKernelFor } from '../src/guest.js'
import { modelTimeoutMs } from '../src/tcp/retransmission.js'
import { planOf } from '../src/tune/sweep.js'

test.each([100, 60_000, 255_000, 1_000_000, 80_000_000])(
  'a VM’s kernel does not give up in a silence of %d ms',
  (ms) => {
    const kernel = playedKernelFor(planOf({ ms, wire: 'drop' }))
    const cap = kernel['net.ipv4.tcp_rto_max_ms']
    expect(modelTimeoutMs(kernel['net.ipv4.tcp_retries2'], cap)).toBeGreaterThan(ms)
    // Short ones are to recover within a second.
    if (ms <= 200_000) expect(cap).toBe(1000)
  },
)
