/** A figure in a preset or a profile, where it comes from, and how sure we are of it. */
import { z } from 'zod'
import { quote } from './quote.js'

/**
 * - `read` in the source;
 * - `recall`: known, but not seen in the source when it was written down;
 * - `measured` by us;
 * - `calculated` from figures that the source names;
 * - `assumed`: our own choice, since nothing is published; the source says why this one.
 */
export const statuses = ['read', 'recall', 'measured', 'calculated', 'assumed'] as const

export const sourced = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ value, source: z.string().min(1), status: z.enum(statuses) })

/** A name that cell ids, folders and options are made of. */
export const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, {
  error: ({ input }) => `${quote(input)} is no name; expected small letters, digits and dashes`,
})
