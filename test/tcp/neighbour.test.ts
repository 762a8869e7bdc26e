import { expect, test } from 'vitest'
import { silentNeighbour } from '../../src/tcp/neighbour.js'
import { linuxStack } from '../../src/tcp/stack.js'
import { connecting } from '../../src/tcp/syn.js'
import { onTime } from '../../src/tcp/timer.js'

test('connect() to an on-link host that answers no ARP fails after 3 s', () => {
  const send = silentNeighbour(onTime, 0, undefined)
  expect(connecting(linuxStack, { timer: onTime, send })).toEqual({
    // Two more questions, each of which would let the SYN go if answered.
    sentMs: [1000, 2000],
    gaveUpMs: 3000,
    error: 'EHOSTUNREACH',
  })
})

test('a known neighbour fails 8 s after the first segment that finds it no longer reachable', () => {
  const send = silentNeighbour(onTime, 0, 30_000)
  expect(send(29_000)).toEqual({ triesMs: [29_000] })
  expect(send(31_000)).toEqual({ triesMs: [31_000] })
  expect(send(38_000)).toEqual({ triesMs: [38_000] })
  expect(send(39_000)).toEqual({ triesMs: [39_000, 40_000, 41_000], unreachableMs: 42_000 })
})

test('what is sent while everybody is asked waits for the same answer', () => {
  const send = silentNeighbour(onTime, 0, undefined)
  send(0)
  expect(send(1500)).toEqual({ triesMs: [], unreachableMs: 3000 })
  expect(send(3000)).toMatchObject({ unreachableMs: 6000 })
})
