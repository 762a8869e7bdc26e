/** A published figure (`fixtures/figures`) and what the model of it gives. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type MethodName, methods } from '../../../src/methods/index.js'
import type { Method } from '../../../src/methods/method.js'
import { packageRoot } from '../../../src/scenario/package-root.js'
import { parameterValues, readPreset, valuesOf } from '../../../src/scenario/preset.js'
import { parseDocument } from '../../../src/scenario/problem.js'
import { statuses } from '../../../src/scenario/sourced.js'
import { readYamlFile } from '../../../src/scenario/yaml-file.js'
import { type Modelled, measures } from './measures.js'

const unit = z.enum(['ms', 'MiB', '×', 'rounds'])
const planned = {
  parameters: parameterValues.optional(),
  memoryMiB: z.number().positive(),
  measure: z.enum(Object.keys(measures) as [keyof typeof measures, ...(keyof typeof measures)[]]),
}

const figureSchema = z.strictObject({
  id: z.string().min(1),
  what: z.string().min(1),
  published: z.union([
    z.strictObject({ value: z.number(), unit }),
    z.strictObject({ atLeast: z.number().optional(), atMost: z.number(), unit }),
  ]),
  source: z.string().min(10),
  status: z.enum(statuses),
  planned: z.union([
    z.strictObject({ preset: z.string(), ...planned }),
    z.strictObject({ method: z.enum(Object.keys(methods) as [MethodName, ...MethodName[]]), ...planned }),
  ]),
  /** The product's own limit, which the preset has as a parameter: the plan must keep it, but has not found it. */
  isParameter: z.literal(true).optional(),
  /** Why the model cannot be held to it: not all of what it is computed from is published. */
  onlyReported: z.string().min(1).optional(),
})
export type Figure = z.infer<typeof figureSchema>

const folder = join(packageRoot, 'fixtures', 'figures')

export const figures: readonly Figure[] = readdirSync(folder)
  .sort()
  .map((file) => parseDocument(figureSchema, readYamlFile(join(folder, file))))

/** What the model gives for it, in its unit. */
export const modelled = ({ planned }: Figure): number => {
  const preset = 'preset' in planned ? readPreset(planned.preset, '.') : undefined
  const name = preset?.method ?? ('method' in planned ? planned.method : 'none')
  const method = methods[name] as Method
  const given = method.parameters.parse({ ...(preset && valuesOf(preset)), ...planned.parameters })
  const plan = method.plan(given, { memoryMiB: planned.memoryMiB })
  return measures[planned.measure]({ plan, given, memoryMiB: planned.memoryMiB } as Modelled)
}

/** 0.15 for 15 % more than published; 0 within a published range. */
export const errorOf = (figure: Figure): number => {
  const { published } = figure
  const value = modelled(figure)
  if ('value' in published) return value / published.value - 1
  if (value > published.atMost) return value / published.atMost - 1
  return published.atLeast !== undefined && value < published.atLeast ? value / published.atLeast - 1 : 0
}
