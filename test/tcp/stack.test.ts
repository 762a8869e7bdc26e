import { expect, test } from 'vitest'
import { readProfile } from '../../src/scenario/profile.js'
import { linuxStack, stackOf } from '../../src/tcp/stack.js'

test('the profile linux is Linux’s own stack', () => {
  expect(stackOf(readProfile('linux', '.'))).toEqual(linuxStack)
})

test('the profile windows-2008 has its minimum, its retransmissions and its keepalive, and no tail loss probe', () => {
  expect(stackOf(readProfile('windows-2008', '.'))).toMatchObject({
    rtoMinMs: 300,
    retries2: 5,
    tailLossProbe: false,
    keepalive: { idleMs: 7_200_000, intervalMs: 1000, probes: 10 },
  })
})

test('what a profile does not say is as Linux has it', () => {
  expect(stackOf({ sysctls: {} })).toEqual(linuxStack)
})

test('a setting that is no number is refused by name', () => {
  const sysctls = { 'net.ipv4.tcp_retries2': { value: 'many', source: 'a test', status: 'assumed' as const } }
  expect(() => stackOf({ sysctls })).toThrow('net.ipv4.tcp_retries2 is many; expected a number')
})
