/**
 * What is said of a run: the JSON contract of `--reporter json`, and all that the other reporters show. Version 1. The schema is the
 * source of the types and of the published JSON Schema.
 */
import { z } from 'zod'
import { type Cell, endpoints, shapes, verdicts } from './cell.js'
import { retransmissionSources } from './history.js'
import { phaseKinds, wireModes } from './plan.js'

const phase = z.object({
  kind: z.enum(phaseKinds),
  startMs: z.number(),
  durationMs: z.number(),
  wire: z.enum(wireModes),
})

const settingSchema = z.object({
  /** The setting's real name where it lives: `net.ipv4.tcp_retries2`, `command timeout`. `null` where no setting decided. */
  setting: z.string().nullable(),
  /** In the setting's own unit, which for an application's or a library's timer is ms. */
  value: z.union([z.number(), z.string()]).nullable(),
})

export const owners = [
  'client kernel',
  'server kernel',
  'application',
  'library',
  'new stack',
  'service',
  'middle box',
  'router',
  'network',
  'host',
  'migration',
  'client program',
  'unknown',
] as const

/** What ended a session's connection, or, of a session that stalled, what its longest stall came from. */
export const causeSchema = settingSchema.extend({
  /** Whose timer or answer it was. */
  owner: z.enum(owners),
  /** When the timer was started, from the start of the migration, ms; negative for before it. `null` where no timer decided or nobody saw it start. */
  startedAtMs: z.number().nullable(),
  /** From the start of the migration, ms. */
  firedAtMs: z.number(),
  /** The smallest value that would have done, computed from the silence as it was measured; `null` where no value would, or none is known. */
  needed: z.object({ setting: z.string(), value: z.number() }).nullable(),
  /** The longest silence, from the same beginning, that this session would have outlived, ms; `null` where that is not known. */
  pauseMs: z.number().nullable(),
  /** What in the record proves it, a fact a line. */
  evidence: z.array(z.string()),
  /** What else fits, each with what speaks for it, against it, or would tell. Empty where only one thing does. */
  others: z.array(z.object({ owner: z.enum(owners), setting: z.string().nullable(), text: z.string() })),
  /** One line for a person. */
  text: z.string(),
})
export type Cause = z.infer<typeof causeSchema>

const decidesSchema = causeSchema.pick({ owner: true, setting: true, value: true }).extend({
  /** From the start of the migration, ms. */
  firedAtMs: z.number(),
  /** The last moment at which an answer would have saved the session, ms; left out where the timer itself is that moment. */
  lastTryMs: z.number().optional(),
  /** It fired although the VM was back. */
  afterBack: z.boolean(),
})

const limitSchema = z.object({
  /** So much longer, or shorter, would the longest blackout have to be, ms. */
  byMs: z.number(),
  /** The likeliest verdict then, and what decides it. */
  verdict: z.enum(verdicts),
  decides: decidesSchema.nullable(),
})

/** In the setting's own unit, which for an application's or a library's timer is ms. */
export const changeSchema = z.object({
  owner: causeSchema.shape.owner,
  setting: z.string(),
  from: z.number(),
  to: z.number(),
})

const remedySchema = z.object({
  /** All of them together. */
  changes: z.array(changeSchema),
  /** The likeliest verdict with them. */
  verdict: z.enum(verdicts),
})

export const predictedSchema = z.object({
  verdict: z.enum(verdicts),
  /** Verdicts that are possible, likeliest first, each with its share of all moments at which the silence may begin. */
  either: z.array(z.object({ verdict: z.enum(verdicts), share: z.number() })),
  stallMs: z.object({ min: z.number(), typical: z.number(), max: z.number() }),
  /** The timer or the answer that decides; `null` for a connection that lives. */
  decides: decidesSchema.nullable(),
  /** How much longer or shorter the longest blackout would have to be for another verdict; `null` where none would do. */
  marginMs: z.number().nullable(),
  /** The same both ways; each `null` where no change within a day brings another verdict. */
  margin: z.object({ longer: limitSchema.nullable(), shorter: limitSchema.nullable() }),
  /** The smallest settings with which it cannot die; `null` where it does not, or where no setting would save it. */
  remedy: remedySchema.nullable(),
  text: z.string(),
})
export type Predicted = z.infer<typeof predictedSchema>

const expectationSchema = z.object({
  verdicts: z.array(z.enum(verdicts)).readonly().optional(),
  maxStallMs: z.number().optional(),
  /** Owners or settings of which one may have decided. */
  causes: z.array(z.string()).readonly().optional(),
  /** Symptoms that are not to show, as they were written. */
  without: z.array(z.string()).readonly().optional(),
})

const percentilesSchema = z.object({ p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() })

/** A session of a crowd. */
export const memberSchema = z.object({
  /** In its crowd, from 0 on. */
  number: z.number().int(),
  verdict: z.enum(verdicts),
  cause: causeSchema.nullable(),
  why: z.string(),
  longestStallMs: z.number(),
  recoveryMs: z.number().nullable(),
  exchanges: z.number().int(),
  lost: z.number().int().nullable(),
  duplicated: z.number().int().nullable(),
  corrupted: z.number().int().nullable(),
})
export type Member = z.infer<typeof memberSchema>

/** What its processes took for each session, and of a core while the sessions were held. */
const takenSchema = z.object({ processes: z.number().int(), bytesPerSession: z.number(), cores: z.number() })

const crowdSchema = z.object({
  /** From the first session that was open to the last, ms. */
  openedInMs: z.number(),
  /** The most frequent first; each with what decided, or why nothing can be said, one of them in words. */
  verdicts: z.array(
    z.object({
      verdict: z.enum(verdicts),
      seen: z.number().int(),
      because: z.array(
        z.object({
          owner: z.enum(owners).nullable(),
          setting: z.string().nullable(),
          value: settingSchema.shape.value,
          seen: z.number().int(),
          text: z.string(),
        }),
      ),
    }),
  ),
  /** How many had an exchange under way while the VM was silent. */
  waited: z.number().int(),
  /** Longest stalls of those that had one, ms; `null` where nobody had. */
  stallMs: percentilesSchema.nullable(),
  /** How long exchanges took before the migration, ms; `null` where there were none. */
  baselineMs: percentilesSchema.nullable(),
  /** `null` where it was not measured. */
  taken: z.object({ clients: takenSchema, services: takenSchema }).nullable(),
  /** Those that fared worst, at most two for each verdict. */
  worst: z.array(memberSchema),
})
export type Crowd = z.infer<typeof crowdSchema>

export const cellResultSchema = z.object({
  id: z.string(),
  preset: z.string(),
  memoryMiB: z.number(),
  /** Which of the VMs of a series, from 1 on; `null` for one that is moved alone, or not at all. */
  vmNumber: z.number().int().min(1).nullable(),
  session: z.string(),
  /** `guest`: the connection ends in the VM; `host`: on the VM's host, which hands it in. */
  endsOn: z.enum(endpoints),
  shape: z.enum(shapes),
  profile: z.string(),
  wire: z.enum(wireModes),
  control: z.boolean(),
  /** Of a crowd: so many sessions alike, and how often an exchange was due to each, ms. */
  count: z.number().int().optional(),
  paceMs: z.number().optional(),
  /** How its sessions fared. The verdict of the cell is then that of the one that fared worst, and so are its cause and its recovery. */
  crowd: crowdSchema.optional(),
  /** Which time it was, from 1 on, where the scenario was played several times; its `id` ends with it too, `#3`. */
  repetition: z.number().int().min(1).optional(),
  plan: z.array(phase),
  achieved: z.array(
    phase.extend({
      /** As it was measured; `null` for a phase that had not ended when the run did. */
      durationMs: z.number().nullable(),
      /**
       * The offset within the session's activity: how long its exchange had been under way when the phase began, ms; `null` between two exchanges. Left
       * out where nobody sees when one begins (somebody's own program), and in old records.
       */
      intoExchangeMs: z.number().nullable().optional(),
    }),
  ),
  /** What was to be expected, from the plan, the profile and the session's timers alone; never looked at by the judge. */
  predicted: predictedSchema.nullable(),
  /** What the scenario expects; `null` where that is nothing. */
  expected: expectationSchema.nullable(),
  /** What of that did not come true, each in words. Empty too where nothing can be said. */
  shortfalls: z.array(z.string()),
  verdict: z.enum(verdicts),
  /** `null` for a session that was unaffected, or of which nothing can be said. */
  cause: causeSchema.nullable(),
  /** One line of why, for every verdict. */
  why: z.string(),
  /** The longest time an exchange took from the start of the migration on, or waited until its session died. */
  longestStallMs: z.number(),
  /** From the end of the last silent phase to the first exchange that ended after it; `null` when none did. */
  recoveryMs: z.number().nullable(),
  /** Exchanges that ended, in the whole run. */
  exchanges: z.number().int(),
  lost: z.number().int().nullable(),
  duplicated: z.number().int().nullable(),
  corrupted: z.number().int().nullable(),
  /** In which way it is known to come out otherwise with a real guest, or with one that is not emulated; left out where it is not. */
  knownLimits: z.array(z.string()).optional(),
})
export type CellResult = z.infer<typeof cellResultSchema>

/** Which cell it is and what is planned for it: what can be said of it without a run. */
export const identity = ({ plan, ...cell }: Cell) => ({
  id: cell.id,
  preset: cell.preset,
  memoryMiB: cell.memoryMiB,
  vmNumber: cell.vmNumber,
  session: cell.session,
  endsOn: cell.endsOn,
  shape: cell.shape,
  profile: cell.profile,
  wire: cell.wire,
  control: cell.control,
  ...(cell.count !== undefined && { count: cell.count }),
  ...(cell.paceMs !== undefined && { paceMs: cell.paceMs }),
  expected: cell.expected ?? null,
  plan: plan.phases.map(({ kind, startMs, durationMs, wire }) => ({ kind, startMs, durationMs, wire })),
})

/** How often the same session came to what, where it was played several times. */
const shareSchema = z.object({
  /** Of its cells, without the number of the repetition. */
  id: z.string(),
  control: z.boolean(),
  /** How many times something could be said of it, and how many nothing. */
  of: z.number().int(),
  inconclusive: z.number().int(),
  /** The most frequent first. */
  verdicts: z.array(
    z.object({
      verdict: z.enum(verdicts).exclude(['inconclusive']),
      seen: z.number().int(),
      /** Between which shares the true one lies, with 95 % confidence, 0 to 1 (Wilson 1927). */
      interval: z.array(z.number()).length(2),
      causes: z.array(settingSchema.extend({ owner: z.enum(owners), seen: z.number().int() })),
    }),
  ),
  /** Longest stalls, ms; `null` where nothing could be said. */
  stallMs: z.object({ least: z.number(), median: z.number(), most: z.number() }).nullable(),
})
export type Share = z.infer<typeof shareSchema>

export const reportSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  engine: z.string(),
  /** `finished`, `interrupted` or `failed`: a run that did not finish says nothing about what it did not reach. */
  ended: z.string(),
  tookMs: z.number(),
  environment: z.object({
    outlive: z.string(),
    node: z.string(),
    kernel: z.string(),
    cores: z.number(),
    user: z.string(),
    /** Where it is known from when something was sent again; left out where it is not known. */
    retransmissionsFrom: z.enum(retransmissionSources).optional(),
    /** Versions of the packages that the scenario needs, by name. */
    packages: z.record(z.string(), z.string()).optional(),
  }),
  /** What this machine or engine could not do, in plain words. */
  limits: z.array(z.string()),
  cells: z.array(cellResultSchema),
  /** Where the scenario was played several times: how often each session came to what. `cells` has them all. */
  shares: z.array(shareSchema).optional(),
})
export type Report = z.infer<typeof reportSchema>
