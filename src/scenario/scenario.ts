/**
 * A scenario says which VMs are moved how, and which sessions are held to them from where. All that it names is looked
 * up while it is checked, so what comes out can be used as it is.
 */
import { z } from 'zod'
import { type Cell, sessionLabel, shapes } from '../cell.js'
import { UsageError } from '../errors.js'
import type { Guest } from '../guest.js'
import { methods } from '../methods/index.js'
import { type Topology, topologies, wireModes } from '../plan.js'
import { expectSchema } from './expect.js'
import { asItComes, guestSchema } from './guest.js'
import type { Need } from './needs.js'
import { type ParameterValues, type Preset, parameterValues, readPreset, valuesOf } from './preset.js'
import { parse, passOn } from './problem.js'
import { type Profile, readProfile } from './profile.js'
import { quote } from './quote.js'
import { chosenSession, onePortUnknown } from './session.js'
import type { ShardOf } from './shard.js'
import { nameSchema } from './sourced.js'
import { duration, memorySize } from './units.js'

/** The VM that is not moved has this name. */
export const controlName = 'control'

/** A preset as a scenario uses it, perhaps with other parameters. */
export interface ChosenPreset {
  /** Its name, with what was changed, or the name that the scenario gives it. Unique in its scenario. */
  readonly label: string
  readonly preset: Preset
  readonly changed: ParameterValues
}

export const mostMigrations = 10_000

/** `from`: the folder that paths in the scenario are relative to. */
export const scenarioSchema = (from: string) =>
  z.strictObject({
    name: nameSchema,
    /** Ways to move a VM: a name, a path, or `{ name, with: { parameter: value }, as: label }`. */
    presets: listOf(chosenPreset(from), '[vmotion, quick-migration]', ({ label }) => label),
    /** VM sizes: "512 MiB", "2 GiB". */
    memory: listOf(memorySize, '[512 MiB, 2 GiB]', (memoryMiB) => `${memoryMiB} MiB`),
    /**
     * Kinds of session: a name; `{ name, endsOn: host }` for one whose TCP connection ends on the VM's host; `{ name, count }` for a crowd of them;
     * `{ name, service, client }` for programs of one's own.
     */
    sessions: listOf(chosenSession(from), '[echo, database]', sessionLabel).superRefine(onePortUnknown),
    /** When they talk. */
    shapes: listOf(z.enum(shapes), '[talking, idle]').default(['talking']),
    /** Client machines: a name or a path. */
    profiles: listOf(chosenProfile(from), '[linux]', ({ name }) => name),
    /**
     * What becomes of packets in a blackout, in place of what the method says. A lost machine's wire stays as it is.
     */
    wire: z.enum(wireModes).exclude(['none']).optional(),
    /** How client machines reach the VMs. */
    topology: z.enum(topologies).default('l2'),
    /** What the VMs are set to on their own side: kernel settings, what services do about connections that say nothing. */
    guest: guestSchema.default(asItComes),
    /** How often each VM is moved, back to back: to host B, back to A, to B again. */
    migrations: z.number().int().min(1).max(mostMigrations).default(1),
    /** A session none of whose exchanges took longer is unaffected. */
    unaffectedBelow: duration.default(1000),
    /** How long sessions exchange before the migration starts. */
    baseline: duration.default(3000),
    /**
     * What must be installed. A program, by its name or by a path in which `*` stands for anything, with the Debian package that has it; or `module:NAME`,
     * an npm package that a program of the scenario imports, with the package that is to be installed.
     */
    needs: z.record(z.string().min(1), z.string().min(1)).default({}),
    /** Verdicts that are expected of sessions; any other makes exit status 1. */
    expect: expectSchema,
    /** Longest wait, after the migration, for sessions to come back or to die. Derived from the plans when left out. */
    settle: duration.optional(),
  })
export type Scenario = z.output<ReturnType<typeof scenarioSchema>>
/** As somebody writes it, in YAML or in code. */
export type ScenarioDocument = z.input<ReturnType<typeof scenarioSchema>>

/** What a run is made of, with nothing left to look up. */
export interface ResolvedScenario {
  readonly name: string
  /** What is moved, then the control. */
  readonly cells: readonly Cell[]
  /** Those that the cells name. */
  readonly profiles: Readonly<Record<string, Profile>>
  readonly topology: Topology
  /** What all VMs are set to, the control too. */
  readonly guest: Guest
  readonly unaffectedBelowMs: number
  /** How long sessions exchange before the migration starts. */
  readonly baselineMs: number
  /** Longest wait, after the last plan has ended, for sessions to come back or to die. */
  readonly settleMs: number
  readonly needs: readonly Need[]
  /** What paths in it are relative to. */
  readonly folder: string
  /** Where it is a part of one. */
  readonly shard?: ShardOf
}

/** A list with something in it and nothing in it twice. */
const listOf = <Item extends z.ZodType>(item: Item, like: string, nameOf: (item: z.output<Item>) => string = String) =>
  z
    .array(item, {
      error: ({ code, input }) => {
        if (code !== 'invalid_type') return undefined
        return `${input === undefined ? 'is missing' : `${quote(input)} is no list`}; expected a list like ${like}`
      },
    })
    .min(1)
    .superRefine(
      (items, context) => {
        const isWrong = (i: number): boolean => context.issues.some(({ path }) => path?.[0] === i)
        const names = items.map((item, i) => (isWrong(i) ? undefined : nameOf(item)))
        for (const [i, name] of names.entries()) {
          const first = names.indexOf(name)
          if (name === undefined || first === i) continue
          const message = `${name} is here twice; it was [${first}] already`
          context.issues.push({ code: 'custom', path: [i], input: items, message })
        }
      },
      // Also when some items are wrong, so that everything is told at once.
      { when: ({ value }) => Array.isArray(value) },
    )

const chosenPreset = (from: string) =>
  z
    .union(
      [z.string(), z.strictObject({ name: z.string(), with: parameterValues.optional(), as: nameSchema.optional() })],
      {
        error: ({ input }) => `${quote(input)} is no preset; expected its name, or { name, with, as }`,
      },
    )
    .transform((entry, context): ChosenPreset => {
      const { name, with: changed = {}, as: label } = typeof entry === 'string' ? { name: entry } : entry
      const path = typeof entry === 'string' ? [] : ['name']
      const preset = lookUp(context, path, () => readPreset(name, from))
      if (preset === undefined) return z.NEVER

      const result = parse(methods[preset.method].parameters, { ...valuesOf(preset), ...changed })
      if (!result.success) passOn(context, result.error.issues, ['with'])
      const chosen = { label: label ?? labelOf(preset, changed), preset, changed }
      if (chosen.label === controlName) {
        context.issues.push({
          code: 'custom',
          input: entry,
          message: `"${controlName}" is the VM that is not moved; give it another name by "as"`,
        })
      }
      return chosen
    })

/** `quick-migration+storageLinkMbitPerS=2000` */
const labelOf = (preset: Preset, changed: ParameterValues): string =>
  [preset.name, ...Object.entries(changed).map(([name, value]) => `${name}=${value}`)].join('+')

const chosenProfile = (from: string) =>
  z.string().transform((name, context): Profile => lookUp(context, [], () => readProfile(name, from)) ?? z.NEVER)

/** Something that was named, or what is wrong with it, told at the place where it was named. */
const lookUp = <Found>(context: z.RefinementCtx, path: readonly string[], find: () => Found): Found | undefined => {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    context.issues.push({
      code: 'custom',
      path: [...path],
      input: undefined,
      message: error.message.replaceAll('\n', '\n  '),
    })
    return undefined
  }
}
