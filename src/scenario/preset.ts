/** A preset is a method with a product's parameters and the source of each figure. */
import { z } from 'zod'
import { type MethodName, methods } from '../methods/index.js'
import type { Method, Vm } from '../methods/method.js'
import type { Plan } from '../plan.js'
import { readFixture } from './fixture.js'
import { parse, passOn } from './problem.js'
import { quote } from './quote.js'
import { nameSchema, sourced } from './sourced.js'

const methodNames = Object.keys(methods) as [MethodName, ...MethodName[]]

/** Bare values of a method's parameters, by name. */
export type ParameterValues = Readonly<Record<string, number | boolean>>

const parameterValue = z.union([z.number(), z.boolean()], {
  error: ({ input }) => `${quote(input)} is no number, true or false`,
})
export const parameterValues = z.record(z.string(), parameterValue)

/** What is reported at the least and at the most, where the value is the typical one. */
const rangeSchema = z.tuple([z.number(), z.number()])

export const presetSchema = z
  .strictObject({
    name: nameSchema,
    summary: z.string().min(1),
    method: z.enum(methodNames),
    parameters: z.record(z.string(), sourced(parameterValue).extend({ range: rangeSchema.optional() })),
  })
  .superRefine((preset, context) => {
    const result = parse(methods[preset.method].parameters, valuesOf(preset))
    if (!result.success) passOn(context, result.error.issues, ['parameters'])
    for (const [name, { value, range }] of Object.entries(preset.parameters)) {
      if (range === undefined || (Number(value) >= range[0] && Number(value) <= range[1])) continue
      const message = `${quote(value)} is not within its range of ${range[0]} to ${range[1]}`
      context.issues.push({ code: 'custom', path: ['parameters', name, 'value'], input: value, message })
    }
  })
export type Preset = z.infer<typeof presetSchema>

/** A preset by its name in `fixtures/presets`, or by the path of a file, relative to `from`. @throws UsageError */
export const readPreset = (nameOrPath: string, from: string): Preset =>
  readFixture('presets', presetSchema, nameOrPath, from)

export const valuesOf = (preset: Pick<Preset, 'parameters'>): ParameterValues =>
  Object.fromEntries(Object.entries(preset.parameters).map(([name, { value }]) => [name, value]))

/**
 * The plan of moving a VM this way, some parameters being other than the preset's. The parameters must have been
 * checked.
 */
export const planOf = (preset: Preset, changed: ParameterValues, vm: Vm): Plan => {
  const method = methods[preset.method] as Method
  return method.plan(parametersOf(preset, changed), vm)
}

/** How many VMs are moved together this way; `undefined` for a way that concerns one alone. */
export const vmsOf = (preset: Preset, changed: ParameterValues = {}): number | undefined => {
  const method = methods[preset.method] as Method
  return method.vms?.(parametersOf(preset, changed))
}

export const parametersOf = (preset: Preset, changed: ParameterValues) =>
  methods[preset.method].parameters.parse({ ...valuesOf(preset), ...changed })
