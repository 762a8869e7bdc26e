/** What `outlive tune` found: the JSON of `--reporter json`, version 1. The schema is the source of the types. */
import { z } from 'zod'
import { endpoints, shapes, verdicts } from '../cell.js'
import { wireModes } from '../plan.js'
import { causeSchema, changeSchema } from '../result.js'

const ending = causeSchema.pick({ owner: true, setting: true, value: true })

export const trialSchema = z.object({
  /** Of its cell, in the record of its round. */
  id: z.string(),
  /** How long the pause was to be, ms. */
  plannedMs: z.number(),
  /** How long it was, ms. */
  pauseMs: z.number(),
  verdict: z.enum(verdicts).exclude(['inconclusive']),
  /** What ended its connection; `null` where it lived. */
  cause: ending.nullable(),
  longestStallMs: z.number(),
})
/** What one session did in one pause, measured. */
export type Trial = z.infer<typeof trialSchema>

/** `either`: it depends on the moment at which the pause begins. */
export const bandFates = ['outlives', 'either', 'ends'] as const
export type BandFate = (typeof bandFates)[number]

export const bandSchema = z.object({
  fate: z.enum(bandFates),
  /** The shortest and the longest pause of it, ms: what lies between it and its neighbours was not looked at. */
  fromMs: z.number(),
  toMs: z.number(),
  /** The share of all that were tried, or looked at, that outlived: 0 to 1. */
  outlived: z.number(),
  /** Of those that did not, the share that carried on over a new connection, 0 to 1. */
  reconnected: z.number(),
  /** What ended those, each once, the most frequent first. */
  endings: z.array(ending),
  /** How many were tried, or looked at. */
  of: z.number().int(),
})
/** Pauses in which the same comes of a session. */
export type Band = z.infer<typeof bandSchema>

export const curveSchema = z.object({
  session: z.string(),
  endsOn: z.enum(endpoints),
  shape: z.enum(shapes),
  profile: z.string(),
  wire: z.enum(wireModes),
  /** The longest pause that was outlived, with all that are shorter, ms; `null` where the shortest was too long. */
  limitMs: z.number().nullable(),
  bands: z.array(bandSchema),
  /** The same bands as they were to be expected; `null` where nothing is predicted: of a program of one's own. */
  predicted: z.array(bandSchema).nullable(),
  trials: z.array(trialSchema),
  /** Cells of which nothing can be said, each with the reason. */
  inconclusive: z.array(z.object({ id: z.string(), why: z.string() })),
})
export type Curve = z.infer<typeof curveSchema>

export const proofSchema = z.object({
  /** How many of those that were tried outlived the pause. */
  outlived: z.number().int(),
  of: z.number().int(),
  /** What ended the others. */
  endings: z.array(ending),
  /** How long until it noticed a host that did not answer any more, ms; `null` where it had not within that time. */
  noticed: z.object({ ms: z.number().nullable(), withinMs: z.number() }).nullable(),
})
/** What was measured of a session under its settings. */
export type Proof = z.infer<typeof proofSchema>

export const turnSchema = changeSchema.extend({
  /** `null` where it is not set now. */
  from: z.number().nullable(),
})
export type Change = z.infer<typeof turnSchema>

export const adviceSchema = curveSchema
  .pick({ session: true, endsOn: true, shape: true, profile: true, wire: true })
  .extend({
    before: proofSchema,
    /** What to turn. */
    changes: z.array(turnSchema),
    /** With all of them; `null` where nothing was turned. */
    after: proofSchema.nullable(),
  })
export type Advice = z.infer<typeof adviceSchema>

export const roundSchema = z.object({
  /** Its record. */
  record: z.string(),
  tookMs: z.number(),
  pauses: z.number().int(),
  cells: z.number().int(),
})
export type Round = z.infer<typeof roundSchema>

export const tuneSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  /** The range of pauses, ms. */
  fromMs: z.number(),
  toMs: z.number(),
  rounds: z.array(roundSchema),
  /** The sessions to the VM that was not touched: how many of them stayed unaffected. */
  control: z.object({ unaffected: z.number().int(), of: z.number().int() }),
  /** How long a pause each session outlives; empty where a target was given. */
  curves: z.array(curveSchema),
  /** With what each session outlives the target; `null` where there was none. */
  target: z
    .object({
      /** The pause that is to be outlived, ms. */
      ms: z.number(),
      /** The one that was played, ms: so much longer. */
      pauseMs: z.number(),
      advice: z.array(adviceSchema),
    })
    .nullable(),
})
export type Tune = z.infer<typeof tuneSchema>
