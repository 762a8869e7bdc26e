import { expect, test } from 'vitest'
import { countsIn } from '../../harness/netns/queue.js'

const line =
  'qdisc tbf 8001: root refcnt 2 rate 8bit burst 225b lat 378s \\ Sent 9120 bytes 17 pkt (dropped 2, overlimits 5 requeues 0) \\ backlog 462b 7p requeues 0'

test('reads what the kernel counted', () => {
  expect(countsIn('vm3', line)).toEqual({ sent: 17, dropped: 2, waiting: 7 })
})

test.each([
  ['', 'no queue on vm3: this kernel has no sch_tbf'],
  ['qdisc noqueue 0: root refcnt 2', 'no queue on vm3: qdisc noqueue 0: root refcnt 2'],
])('says so where there is no queue: %j', (shown, message) => {
  expect(() => countsIn('vm3', shown)).toThrow(message)
})
