import { expect, test } from 'vitest'
import { failover } from '../../src/methods/failover.js'

const cluster = { heartbeatMs: 1200, missedHeartbeats: 6, takeOverMs: 1000, serviceStartMs: 3000 }

test('nobody answers until the loss is noticed and the address taken over, then resets until the service listens', () => {
  expect(failover.plan(cluster, { memoryMiB: 1024 })).toEqual({
    phases: [
      {
        kind: 'blackout',
        startMs: 0,
        durationMs: 8200,
        wire: 'drop',
        because: 'noticed after 6 missed heartbeats of 1.2 s (7.2 s), address taken over 1 s later',
      },
      {
        kind: 'reboot',
        startMs: 8200,
        durationMs: 3000,
        wire: 'reset',
        because: 'another node has the address; its service takes 3 s to start',
      },
    ],
    outcome: 'replaced',
  })
})

test('memory plays no part, since none is carried over', () => {
  expect(failover.plan(cluster, { memoryMiB: 65_536 })).toEqual(failover.plan(cluster, { memoryMiB: 512 }))
})

test('a planned failover has nothing to notice', () => {
  const { phases } = failover.plan({ ...cluster, missedHeartbeats: 0 }, { memoryMiB: 512 })
  expect(phases.map(({ durationMs }) => durationMs)).toEqual([1000, 3000])
})
