import { expect, test } from 'vitest'
import { restart } from '../../src/methods/restart.js'

const host = { detectionMs: 15_000, powerOnMs: 5000, bootMs: 30_000, serviceStartMs: 3000 }

test('nobody answers until the VM has booted elsewhere, then resets until its service listens', () => {
  expect(restart.plan(host, { memoryMiB: 1024 })).toEqual({
    phases: [
      {
        kind: 'blackout',
        startMs: 0,
        durationMs: 50_000,
        wire: 'drop',
        because: 'host counted as lost after 15 s, VM powered on elsewhere 5 s later, booted in 30 s',
      },
      {
        kind: 'reboot',
        startMs: 50_000,
        durationMs: 3000,
        wire: 'reset',
        because: 'the VM is up with a new network stack; its service takes 3 s to start',
      },
    ],
    outcome: 'replaced',
  })
})

test('memory plays no part, since none is carried over', () => {
  expect(restart.plan(host, { memoryMiB: 65_536 })).toEqual(restart.plan(host, { memoryMiB: 512 }))
})
