/** What the VMs of a scenario are set to on their own side: their kernels, and their services' patience with connections that say nothing. */
import { z } from 'zod'
import { sessionNames } from '../cell.js'
import { clocks, type Guest } from '../guest.js'
import { settingValue, sysctls } from './profile.js'
import { quote } from './quote.js'
import { duration } from './units.js'

/** `5 s`, or `{ value: 5 s, setting: idle_session_timeout }` with the name that the real service has for it. */
const idleTimeout = z
  .union([duration, z.strictObject({ value: duration, setting: z.string().min(1) })], {
    error: ({ input }) => `${quote(input)} is no time; expected one like "5 s", or { value: 5 s, setting: NAME }`,
  })
  .transform((written) => (typeof written === 'number' ? { value: written, setting: nameless } : written))
const nameless = 'idle timeout of the service'

const patienceSchema = z.strictObject({
  /** The service closes a connection over which nothing has come for so long, ms. Never when left out. */
  idleTimeout: idleTimeout.optional(),
  /** SO_KEEPALIVE on the service's sockets, with the times of the VM's kernel. */
  keepalive: z.boolean().default(false),
})

export const guestSchema = z.strictObject({
  /** Settings of the VM's network namespace: `net.ipv4.tcp_retries2` and the like. */
  sysctls: sysctls(settingValue).default({}),
  clock: z.enum(clocks).default('stops'),
  /** By the kind of session that they serve. */
  services: z.partialRecord(z.enum(sessionNames), patienceSchema).default({}),
})
/** Of whom a scenario says nothing. */
export const asItComes: Guest = { sysctls: {}, clock: 'stops', services: {} }
