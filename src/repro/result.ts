/** What `outlive repro` found: the JSON of `--reporter json`, version 1. The schema is the source of the types. */
import { z } from 'zod'
import { wireModes } from '../plan.js'
import { cellResultSchema } from '../result.js'
import { roundSchema } from '../tune/result.js'

const oftenSchema = z.object({
  shown: z.number().int(),
  of: z.number().int(),
  /** Between these shares the true one lies, with 95 % confidence (Wilson). */
  interval: z.tuple([z.number(), z.number()]),
})
/** How often a symptom showed. */
export type Often = z.infer<typeof oftenSchema>

const disturbance = z.object({
  /** In words: "a pause of 4.1 s, packets to it lost". */
  text: z.string(),
  /** How long the VM is silent or gone, each time, ms. */
  ms: z.number(),
  times: z.number().int(),
  /** `null` where it is a preset's own. */
  wire: z.enum(wireModes).nullable(),
  /** When it begins after the base line, ms, where the moment matters; `null` where it does not. */
  afterMs: z.number().nullable(),
  preset: z.string(),
  memory: z.string(),
})

export const foundSchema = z.object({
  /** The smallest and simplest that shows it. */
  disturbance,
  often: oftenSchema,
  /** The next shorter one that does not always show it; `null` where none was tried. */
  spares: oftenSchema.extend({ ms: z.number() }).nullable(),
  /** What in the record shows it. */
  evidence: z.string(),
  /** One of the sessions that showed it, judged like any. */
  cell: cellResultSchema,
  /** Other kinds of session that showed it too. */
  others: z.array(z.string()),
  /** How close it was looked: whether the budget ran out first. */
  shrunk: z.boolean(),
})
export type Found = z.infer<typeof foundSchema>

export const reproSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  symptom: z.string(),
  seed: z.number().int(),
  budgetMs: z.number(),
  tookMs: z.number(),
  rounds: z.array(roundSchema),
  control: z.object({ unaffected: z.number().int(), of: z.number().int() }),
  /** Sessions that were held to a VM which was disturbed, and of which something can be said. */
  trials: z.number().int(),
  /** The longest pause that was tried, ms. */
  longestMs: z.number(),
  /** The range was not looked through, for want of time. */
  ranOut: z.boolean(),
  found: foundSchema.nullable(),
  /** Where the scenario and the test were written; `null` where nothing was found. */
  files: z.object({ scenario: z.string(), test: z.string() }).nullable(),
})
export type Repro = z.infer<typeof reproSchema>
