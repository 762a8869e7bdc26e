/**
 * A session of somebody's own programs: a service that runs in the VM and a client that talks to it, both unchanged, as a shell would start
 * them. What a client does is judged by how it ends, by lines that it prints, and by what its kernel shows of its connections.
 */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { sessionNames } from '../cell.js'
import { quote } from './quote.js'
import { nameSchema } from './sourced.js'
import { duration } from './units.js'

const shellLine = z
  .string()
  .min(1)
  .refine((line) => !line.includes('\0'), 'has a zero byte in it')

const pattern = z.string().superRefine((written, context) => {
  try {
    new RegExp(written)
  } catch (error) {
    const message = `${quote(written)} is no regular expression: ${(error as Error).message}`
    context.issues.push({ code: 'custom', input: written, message })
  }
})

const port = z.number().int().min(1).max(65_535)

/** How long a service may take until it is ready, ms; a JVM or a database that is created first takes its time. */
const usualWithinMs = 30_000

const ready = z
  .strictObject({
    /** It listens on this TCP port. */
    port: port.optional(),
    /** It prints a line that matches. */
    log: pattern.optional(),
    /** This shell line, run in the VM again and again, ends with status 0. */
    command: shellLine.optional(),
    within: duration.default(usualWithinMs),
  })
  .refine(({ port, log, command }) => [port, log, command].filter((each) => each !== undefined).length <= 1, {
    error: 'has several ways to be ready; expected one of port, log or command',
  })

const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: ({ input }) => `${quote(input)} is no name of a variable` })

const environment = z.record(variable, z.union([z.string(), z.number(), z.boolean()]).transform(String))

/** `from`: the folder that paths are relative to, and in which the commands run unless they say otherwise. */
export const commandSchema = (from: string) => {
  const folder = z
    .string()
    .min(1)
    .transform((path) => resolve(from, path))
    .refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory(), {
      error: ({ input }) => `${quote(input)} is no folder`,
    })
  return z.strictObject({
    name: nameSchema.refine((name) => !sessionNames.some((each) => each === name), {
      error: ({ input }) => `${quote(input)} comes with outlive; expected another name for your own`,
    }),
    service: z.strictObject({
      command: shellLine,
      /** When its clients may start; left out, as soon as it listens on any TCP port. */
      ready: ready.prefault({}),
      cwd: folder.default(from),
      env: environment.default({}),
      /** The user that it runs as; the one that outlive runs as, seen as root, when left out. */
      user: z.string().min(1).optional(),
      /** A folder whose contents the VM's data folder begins with; empty when left out. */
      data: folder.optional(),
    }),
    client: z.strictObject({
      command: shellLine,
      cwd: folder.default(from),
      env: environment.default({}),
      /** Numbers of its own that `outlive tune` may turn: variables of its environment, like `env`. */
      settings: z.record(variable, z.number().nonnegative()).default({}),
      /** The client ends by itself, and so. Left out, it may go on for ever, and is ended after the migration. */
      success: z
        .strictObject({ exit: z.number().int().min(0).max(255).default(0), stdout: pattern.optional() })
        .optional(),
      /** Run after all, where the client ran: what became of the data, a line each of `acknowledged N`, `lost N`, `duplicated N`, `corrupted N`. */
      audit: shellLine.optional(),
      /** Lines that it prints of which the history is to tell. */
      watch: z.array(pattern).default([]),
      /** What an exchange is: a line that it prints, and how often one is due. Left out, bytes that its connections move, as often as before the migration. */
      exchange: z
        .strictObject({ regex: pattern.optional(), interval: duration.optional() })
        .refine(({ regex, interval }) => regex !== undefined || interval !== undefined, {
          error: 'says nothing; expected regex, interval or both',
        })
        .optional(),
    }),
  })
}

export type CommandSession = z.output<ReturnType<typeof commandSchema>>
export type CommandDocument = z.input<ReturnType<typeof commandSchema>>
