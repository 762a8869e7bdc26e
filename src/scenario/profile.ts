/** A profile is a client machine's TCP settings and, per session kind, the timers and habits of the real counterpart. */
import { z } from 'zod'

/** A figure, where it comes from, and how sure we are: `read` in the source, `recall`ed from memory, or `measured` by us. */
const sourced = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ value, source: z.string().min(1), status: z.enum(['read', 'recall', 'measured', 'calculated']) })

const milliseconds = z.number().int().positive().max(86_400_000)

/** Codes that Node gives an error of a socket; a `reset` in a profile's words is ECONNRESET, EPIPE or ECONNREFUSED. */
export const socketErrorCodes = [
  'ECONNRESET',
  'EPIPE',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
] as const

export const timersSchema = z.strictObject({
  /** What this imitates: "SqlClient", "SMB redirector". */
  counterpart: z.string().min(1),
  /** Longest wait for the answer to one exchange; then the client gives up by itself. None when left out. */
  exchangeTimeout: sourced(milliseconds)
    .extend({ setting: z.string().min(1) })
    .optional(),
  /** Longest wait for a connection to be set up, protocol handshake included. None when left out. */
  connectTimeout: sourced(milliseconds)
    .extend({ setting: z.string().min(1) })
    .optional(),
  /** SO_KEEPALIVE on the client's socket; idle time, interval and count are the profile's sysctls. Off when left out. */
  keepalive: sourced(z.boolean())
    .extend({ setting: z.string().min(1) })
    .optional(),
  /** On which errors the client connects anew and carries on from what was acknowledged. Never when left out. */
  reconnect: sourced(z.array(z.enum(socketErrorCodes)).min(1))
    .extend({ everyMs: milliseconds, forMs: milliseconds })
    .optional(),
})
export type Timers = z.infer<typeof timersSchema>

export const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  summary: z.string().min(1),
  /** Settings of the client's network namespace: `net.ipv4.tcp_retries2` and the like. */
  sysctls: z.record(z.string().regex(/^net\.[a-z0-9_./-]+$/), sourced(z.union([z.number(), z.string()]))),
  /** What a Linux kernel cannot imitate of this machine; shown in the report. */
  limits: z.array(z.string()),
  /** Per session kind; a kind that is not named has no timers of its own. */
  sessions: z.record(z.string(), timersSchema),
})
export type Profile = z.infer<typeof profileSchema>
