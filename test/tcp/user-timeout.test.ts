import { expect, test } from 'vitest'
import { retransmit } from '../../src/tcp/retransmission.js'
import { linuxStack } from '../../src/tcp/stack.js'
import { onTime } from '../../src/tcp/timer.js'
import { retransmitFor } from '../../src/tcp/user-timeout.js'

const loss = { rtoMs: 200, timer: onTime }

test('it counts from the first retransmission, a tail loss probe not being one', () => {
  expect(retransmitFor(linuxStack, 3000, loss).gaveUpMs).toBe(3400)
  expect(retransmitFor({ ...linuxStack, tailLossProbe: false }, 3000, loss).gaveUpMs).toBe(3200)
})

test('the retransmissions before are as they are without it', () => {
  const { sentMs } = retransmitFor(linuxStack, 3000, loss)
  expect(sentMs).toEqual(retransmit(linuxStack, loss).sentMs.slice(0, sentMs.length))
  expect(sentMs.at(-1)).toBe(3200)
})

test('a timeout of 0 is none, and refused', () => {
  expect(() => retransmitFor(linuxStack, 0, loss)).toThrow('TCP_USER_TIMEOUT of 0 ms; expected more than 0')
})
