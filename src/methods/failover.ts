/**
 * Failover: the machine is lost, and its state with it. The cluster notices after some heartbeats, another node takes
 * the address, and the service starts there:
 *
 *     blackout = heartbeat × misses + take-over     nobody answers on the address
 *     reboot   = service start                      a new network stack answers, and knows no old connection
 *
 * The new stack resets old connections at their next retransmission. That is why a failover, though it kills every
 * connection, is milder on clients that connect anew than a long silence is.
 */
import { z } from 'zod'
import { inSeconds, milliseconds } from './amount.js'
import { method } from './method.js'

export const failover = method({
  summary: 'the VM is lost; another node takes its address, resets old connections and starts the service anew',
  parameters: z.strictObject({
    heartbeatMs: milliseconds.describe('how often the nodes tell each other that they live'),
    missedHeartbeats: z
      .number()
      .int()
      .min(0)
      .max(1000)
      .describe('heartbeats missed before a node counts as lost; 0 for a planned failover'),
    takeOverMs: milliseconds.describe('from noticing the loss until the address is up on another node'),
    serviceStartMs: milliseconds.describe('from then until the service listens there'),
  }),

  plan({ heartbeatMs, missedHeartbeats, takeOverMs, serviceStartMs }) {
    const detectionMs = heartbeatMs * missedHeartbeats
    const silentMs = Math.round(detectionMs + takeOverMs)
    return {
      phases: [
        {
          kind: 'blackout',
          startMs: 0,
          durationMs: silentMs,
          wire: 'drop',
          because:
            `noticed after ${missedHeartbeats} missed heartbeats of ${inSeconds(heartbeatMs)} (${inSeconds(detectionMs)}), ` +
            `address taken over ${inSeconds(takeOverMs)} later`,
        },
        {
          kind: 'reboot',
          startMs: silentMs,
          durationMs: Math.round(serviceStartMs),
          wire: 'reset',
          because: `another node has the address; its service takes ${inSeconds(serviceStartMs)} to start`,
        },
      ],
      outcome: 'replaced',
    }
  },
})
