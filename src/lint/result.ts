/** What `outlive lint` says: the JSON of `--reporter json`, version 1. */
import { z } from 'zod'
import { shapes, verdicts } from '../cell.js'
import { owners } from '../result.js'

const place = z.object({ file: z.string(), line: z.number().int() })

export const outlooks = ['survives', 'edge', 'dies'] as const
export type Outlook = (typeof outlooks)[number]

export const outcomeSchema = z.object({
  preset: z.string(),
  memoryMiB: z.number(),
  /** The longest silence of the move, ms. */
  silentMs: z.number(),
  shape: z.enum(shapes),
  outlook: z.enum(outlooks),
  /** Verdicts that are possible, likeliest first. */
  verdicts: z.array(z.enum(verdicts)),
  /** What decides, or would if the pause were a little longer; `null` where nothing does. */
  decides: z
    .object({
      owner: z.enum(owners),
      setting: z.string().nullable(),
      value: z.union([z.number(), z.string()]).nullable(),
      /** Where it is set; `null` where it is not, and has its default or the profile's value. */
      set: place.nullable(),
    })
    .nullable(),
  /** The least that would do; empty where it survives, or where nothing would. */
  needed: z.array(z.object({ owner: z.enum(owners), setting: z.string(), value: z.number() })),
  /** One line for a person. */
  text: z.string(),
})
export type Outcome = z.infer<typeof outcomeSchema>

export const lintSchema = z.object({
  version: z.literal(1),
  /** Nothing of it was measured. */
  predicted: z.literal(true),
  profile: z.string(),
  subjects: z.array(place.extend({ name: z.string(), reader: z.string(), outcomes: z.array(outcomeSchema) })),
  /** Settings that contradict each other. */
  contradictions: z.array(place.extend({ rule: z.string(), text: z.string() })),
})
export type Lint = z.infer<typeof lintSchema>
