/**
 * A profile is a client machine's TCP settings and, per session kind, the timers and habits of the real counterpart.
 */
import { z } from 'zod'
import { sessionNames } from '../cell.js'
import { readFixture } from './fixture.js'
import { quote } from './quote.js'
import { nameSchema, sourced } from './sourced.js'

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
  /**
   * SO_KEEPALIVE on the client's socket, with the idle time, interval and count of the profile's sysctls. `idleMs` is
   * for a client that sets them itself: they are that, 1 s and 10 then, since Node can set no others. Off when left
   * out.
   */
  keepalive: sourced(z.boolean())
    .extend({ setting: z.string().min(1), idleMs: milliseconds.min(1000).optional() })
    .optional(),
  /** On which errors the client connects anew and carries on from what was acknowledged. Never when left out. */
  reconnect: sourced(z.array(z.enum(socketErrorCodes)).min(1))
    .extend({ everyMs: milliseconds, forMs: milliseconds })
    .optional(),
})
export type Timers = z.infer<typeof timersSchema>

const settingName = z.string().regex(/^net\.[a-z0-9_.-]+$/, {
  error: ({ input }) => `${quote(input)} is no setting of a network namespace; expected one like net.ipv4.tcp_retries2`,
})
const settingValue = z.union([z.number(), z.string()], {
  error: ({ input }) => `${quote(input)} is no number or text`,
})

export const profileSchema = z.strictObject({
  name: nameSchema,
  summary: z.string().min(1),
  /** Settings of the client's network namespace: `net.ipv4.tcp_retries2` and the like. */
  sysctls: z.record(settingName, sourced(settingValue)),
  /** What a Linux kernel cannot imitate of this machine; shown in the report. */
  limits: z.array(z.string()),
  /** Per session kind; a kind that is not named has no timers of its own. */
  sessions: z.partialRecord(z.enum(sessionNames), timersSchema),
})
export type Profile = z.infer<typeof profileSchema>

/** A profile by its name in `fixtures/profiles`, or by the path of a file, relative to `from`. @throws UsageError */
export const readProfile = (nameOrPath: string, from: string): Profile =>
  readFixture('profiles', profileSchema, nameOrPath, from)

/** A session kind's timers and habits; a kind that the profile does not name has none. */
export const timersOf = ({ sessions }: Profile, session: string): Timers =>
  Object.entries(sessions).find(([name]) => name === session)?.[1] ?? {
    counterpart: 'a program without timers of its own',
  }
