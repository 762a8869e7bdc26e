/**
 * Restart: the host is lost, and the VM's memory with it. Others notice, and the VM boots on one of them from its disk:
 *
 *     blackout = detection + power-on + boot        nobody answers on the address
 *     reboot   = service start                      a new network stack answers, and knows no old connection
 *
 * A failover without the second machine being there already: the silence is longer by a boot.
 */
import { z } from 'zod'
import { inSeconds, milliseconds } from './amount.js'
import { method } from './method.js'

export const restart = method({
  summary: 'the host is lost; the VM boots on another one, with a network stack that knows no old connection',
  parameters: z.strictObject({
    detectionMs: milliseconds.describe('from the loss of the host until the others count it as lost'),
    powerOnMs: milliseconds.describe('from then until the VM is powered on: choosing a host, taking its disk over'),
    bootMs: milliseconds.describe('from then until its network stack answers'),
    serviceStartMs: milliseconds.describe('from then until the service listens'),
  }),

  plan({ detectionMs, powerOnMs, bootMs, serviceStartMs }) {
    const silentMs = Math.round(detectionMs + powerOnMs + bootMs)
    return {
      phases: [
        {
          kind: 'blackout',
          startMs: 0,
          durationMs: silentMs,
          wire: 'drop',
          because: `host counted as lost after ${inSeconds(detectionMs)}, VM powered on elsewhere ${inSeconds(powerOnMs)} later, booted in ${inSeconds(bootMs)}`,
        },
        {
          kind: 'reboot',
          startMs: silentMs,
          durationMs: Math.round(serviceStartMs),
          wire: 'reset',
          because: `the VM is up with a new network stack; its service takes ${inSeconds(serviceStartMs)} to start`,
        },
      ],
      outcome: 'replaced',
    }
  },
})
