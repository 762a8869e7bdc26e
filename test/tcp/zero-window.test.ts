import { expect, test } from 'vitest'
import { linuxStack } from '../../src/tcp/stack.js'
import { onTime } from '../../src/tcp/timer.js'
import { probeWindow } from '../../src/tcp/zero-window.js'

const window = { rtoMs: 200, timer: onTime }

test('unanswered probes are given up after tcp_retries2 of them', () => {
  const { sentMs, gaveUpMs } = probeWindow({ ...linuxStack, retries2: 3 }, window)
  expect(sentMs).toEqual([200, 600, 1400])
  expect(gaveUpMs).toBe(3000)
})

test('answered probes go on for ever, at most tcp_retries2 doublings apart', () => {
  const stack = { ...linuxStack, retries2: 3 }
  const { sentMs, gaveUpMs } = probeWindow(stack, { ...window, answered: true, untilMs: 8000 })
  expect(sentMs).toEqual([200, 600, 1400, 3000, 4600, 6200, 7800])
  expect(gaveUpMs).toBe(Number.POSITIVE_INFINITY)
})

test('TCP_USER_TIMEOUT ends it though the probes are answered', () => {
  const stack = { ...linuxStack, userTimeoutMs: 5000 }
  expect(probeWindow(stack, { ...window, answered: true }).gaveUpMs).toBe(5200)
})

test('a shorter minimum of the RTO does not make the probes more frequent', () => {
  expect(probeWindow(linuxStack, { ...window, rtoMs: 50 }).sentMs[0]).toBe(200)
})
