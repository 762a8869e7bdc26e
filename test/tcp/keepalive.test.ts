import { expect, test } from 'vitest'
import { nodeKeepalive, probing } from '../../src/tcp/keepalive.js'
import { linuxStack } from '../../src/tcp/stack.js'
import { onTime } from '../../src/tcp/timer.js'

test('an idle socket of Node’s ends d + 10 s after its last received byte (P26)', () => {
  const { sentMs, gaveUpMs } = probing(linuxStack, nodeKeepalive(30_000), { heardMs: 500, timer: onTime })
  expect(sentMs).toHaveLength(10)
  expect(sentMs[0]).toBe(30_500)
  expect(gaveUpMs).toBe(40_500)
})

test('Linux’s own times end it after 7875 s', () => {
  expect(probing(linuxStack, linuxStack.keepalive, { timer: onTime }).gaveUpMs).toBe(7_875_000)
})

test('TCP_USER_TIMEOUT ends it sooner than the count, but not before the first probe', () => {
  const times = { idleMs: 1000, intervalMs: 1000, probes: 9 }
  const gaveUpMs = (userTimeoutMs: number) => probing({ hz: 250, userTimeoutMs }, times, { timer: onTime }).gaveUpMs
  expect(gaveUpMs(3000)).toBe(3000)
  expect(gaveUpMs(500)).toBe(2000)
})
