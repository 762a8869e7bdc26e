import { expect, test } from 'vitest'
import { linuxStack } from '../../src/tcp/stack.js'
import { connecting } from '../../src/tcp/syn.js'
import { onTime } from '../../src/tcp/timer.js'

const seconds = (times: readonly number[]): number[] => times.map((ms) => ms / 1000)

test('Linux repeats a SYN until 67 s and gives up at 131 s (ip-sysctl)', () => {
  const { sentMs, gaveUpMs, error } = connecting(linuxStack, { timer: onTime })
  expect(seconds(sentMs)).toEqual([1, 2, 3, 4, 5, 7, 11, 19, 35, 67])
  expect(gaveUpMs).toBe(131_000)
  expect(error).toBe('ETIMEDOUT')
})

test('kernels before 6.5 give up at 127 s', () => {
  const { sentMs, gaveUpMs } = connecting({ ...linuxStack, synLinearTimeouts: 0 }, { timer: onTime })
  expect(seconds(sentMs)).toEqual([1, 3, 7, 15, 31, 63])
  expect(gaveUpMs).toBe(127_000)
})

test('the profile windows-2008 gives up at 21 s', () => {
  const { sentMs, gaveUpMs } = connecting({ ...linuxStack, synRetries: 3, synLinearTimeouts: 6 }, { timer: onTime })
  expect(seconds(sentMs)).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 13])
  expect(gaveUpMs).toBe(21_000)
})

test('the time that tcp_syn_retries stands for ends it before all are sent', () => {
  const { sentMs, gaveUpMs } = connecting({ ...linuxStack, synRetries: 1, synLinearTimeouts: 10 }, { timer: onTime })
  expect(seconds(sentMs)).toEqual([1, 2])
  expect(gaveUpMs).toBe(3000)
})

test('it fails at once when told that the host is unreachable', () => {
  const send = (atMs: number) => ({ triesMs: [atMs], unreachableMs: atMs + 5 })
  expect(connecting(linuxStack, { timer: onTime, send })).toMatchObject({ gaveUpMs: 5, error: 'EHOSTUNREACH' })
})
