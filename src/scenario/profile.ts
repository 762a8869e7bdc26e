/**
 * A profile is a client machine's TCP settings and, per session kind, the timers and habits of the real counterpart.
 */
import { z } from 'zod'
import { type SessionName, sessionNames } from '../cell.js'
import { readFixture } from './fixture.js'
import { wrongOption } from './library-timers.js'
import { quote } from './quote.js'
import { nameSchema, sourced } from './sourced.js'

const milliseconds = z.number().int().positive().max(86_400_000)
/** The kernel takes whole seconds for these, and at most so many (MAX_TCP_KEEPINTVL, MAX_TCP_KEEPCNT, linux/include/net/tcp.h). */
const wholeSeconds = z.number().int().min(1000).max(32_767_000).multipleOf(1000)
const mostProbes = 127

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
   * for a client that sets them itself (TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT): they are that, 1 s and 10 then,
   * which is what Node sets, unless it says otherwise. Off when left out.
   */
  keepalive: sourced(z.boolean())
    .extend({
      setting: z.string().min(1),
      idleMs: milliseconds.min(1000).optional(),
      intervalMs: wholeSeconds.optional(),
      count: z.int().min(1).max(mostProbes).optional(),
    })
    .refine(({ idleMs, intervalMs, count }) => idleMs !== undefined || (intervalMs ?? count) === undefined, {
      error: '`intervalMs` and `count` are for a client that sets its own times; write `idleMs` too',
    })
    .optional(),
  /** TCP_USER_TIMEOUT on the client's socket, by the name that its program has for it. Not set when left out. */
  userTimeout: sourced(milliseconds)
    .extend({ setting: z.string().min(1) })
    .optional(),
  /**
   * What the client asks every so many ms whether the other end is there (a WebSocket ping); without an answer for
   * `timeoutMs` it ends the connection. None when left out.
   */
  heartbeat: sourced(milliseconds)
    .extend({ setting: z.string().min(1), timeoutMs: milliseconds })
    .optional(),
  /** Timers of the protocol's library, by the names of its options, in its units: see `library-timers.ts`. */
  library: z.record(z.string(), sourced(z.number().int().min(0).max(86_400_000))).optional(),
  /** On which errors the client connects anew and carries on from what was acknowledged. Never when left out. */
  reconnect: sourced(z.array(z.enum(socketErrorCodes)).min(1))
    .extend({ everyMs: milliseconds, forMs: milliseconds })
    .optional(),
})
export type Timers = z.infer<typeof timersSchema>

const settingName = z.string().regex(/^net\.[a-z0-9_.-]+$/, {
  error: ({ input }) => `${quote(input)} is no setting of a network namespace; expected one like net.ipv4.tcp_retries2`,
})
export const settingValue = z.union([z.number(), z.string()], {
  error: ({ input }) => `${quote(input)} is no number or text`,
})
/** Settings of a network namespace, each with what it is. */
export const sysctls = <Value extends z.ZodType>(value: Value) => z.record(settingName, value)

export const profileSchema = z.strictObject({
  name: nameSchema,
  summary: z.string().min(1),
  /** Settings of the client's network namespace: `net.ipv4.tcp_retries2` and the like. */
  sysctls: sysctls(sourced(settingValue)),
  /** What a Linux kernel cannot imitate of this machine; shown in the report. */
  limits: z.array(z.string()),
  /** Per session kind; a kind that is not named has no timers of its own. */
  sessions: z.partialRecord(z.enum(sessionNames), timersSchema).superRefine((sessions, context) => {
    const refuse = (path: string[], message: string): void => {
      context.issues.push({ code: 'custom', path, input: sessions, message })
    }
    for (const [session, { heartbeat, library = {} }] of Object.entries(sessions)) {
      for (const option of Object.keys(library)) {
        const wrong = wrongOption(session as SessionName, option)
        if (wrong !== undefined) refuse([session, 'library', option], wrong)
      }
      if (heartbeat !== undefined && session !== 'console')
        refuse([session, 'heartbeat'], `only a console has pings (WebSocket); ${session} has none`)
    }
  }),
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
