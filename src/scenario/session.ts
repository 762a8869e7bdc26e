/** What a scenario writes for a session: a kind that comes in the box, or programs of one's own. */
import { z } from 'zod'
import { type Endpoint, endpoints, type SessionName, sessionNames } from '../cell.js'
import { type CommandDocument, type CommandSession, commandSchema } from './command.js'
import { crowdSchema, type Every } from './crowd.js'
import { expectedOneOf } from './nearest.js'
import { parse, passOn } from './problem.js'
import { quote } from './quote.js'

/** A kind of session as a scenario uses it. */
export interface ChosenSession {
  readonly session: string
  readonly endsOn: Endpoint
  /** Of a crowd: how many sessions, and how often each exchanges where that is said. */
  readonly count?: number
  readonly every?: Every
  /** Of a session between programs of its own. */
  readonly command?: CommandSession
}

type SessionDocument =
  | SessionName
  | { name: SessionName; endsOn: Endpoint }
  | z.input<typeof crowdSchema>
  | CommandDocument

const builtIn = z
  .union([z.enum(sessionNames), z.strictObject({ name: z.enum(sessionNames), endsOn: z.enum(endpoints) })], {
    error: ({ input }) =>
      typeof input === 'string'
        ? expectedOneOf(sessionNames, input)
        : `${quote(input)} is no session; expected its name, { name, endsOn: host }, { name, count } or { name, service, client }`,
  })
  .transform(
    (entry): ChosenSession =>
      typeof entry === 'string' ? { session: entry, endsOn: 'guest' } : { session: entry.name, endsOn: entry.endsOn },
  )

/** Whoever is ready as soon as something listens must be alone in that: in a VM with two of them nobody could tell whose port it is. */
export const onePortUnknown = (sessions: readonly ChosenSession[], context: z.RefinementCtx): void => {
  const open = sessions.filter(({ command }) => {
    const { port, log, command: asked } = command?.service.ready ?? { port: 0 }
    return [port, log, asked].every((each) => each === undefined)
  })
  if (open.length < 2) return
  const names = open.map(({ session }) => session).join(' and ')
  const message = `${names} are ready as soon as anything listens, so nobody can tell which; give all but one a \`ready\``
  context.issues.push({ code: 'custom', input: sessions, message })
}

export const chosenSession = (from: string) => {
  const own = commandSchema(from).transform(
    (command): ChosenSession => ({ session: command.name, endsOn: 'guest', command }),
  )
  return z.custom<SessionDocument>().transform((entry: unknown, context): ChosenSession => {
    const has = (...keys: readonly string[]): boolean =>
      typeof entry === 'object' && entry !== null && keys.some((key) => key in entry)
    const schema = has('service', 'client') ? own : has('count', 'every') ? crowdSchema : builtIn
    const result = parse<z.ZodType<ChosenSession>>(schema, entry)
    if (result.success) return result.data
    passOn(context, result.error.issues, [])
    return z.NEVER
  })
}
