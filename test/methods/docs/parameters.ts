/** The table of a method's parameters, from its schema. */
import type { z } from 'zod'
import type { Method } from '../../../src/methods/method.js'
import { table } from './sections.js'

export const parameterTable = ({ parameters }: Method): string => {
  const entries = Object.entries(parameters.shape) as [string, z.ZodType][]
  if (entries.length === 0) return 'It has none.'
  const rows = entries.map(([name, schema]) => {
    const optional = schema.safeParse(undefined).success
    return [`\`${name}\``, optional ? '' : 'yes', rangeOf(schema), schema.description ?? '']
  })
  return table(['parameter', 'required', 'range', 'what it is'], rows)
}

const rangeOf = (schema: z.ZodType): string => {
  const { type, innerType } = schema.def as { type: string; innerType?: z.ZodType }
  if (type === 'optional' && innerType !== undefined) return rangeOf(innerType)
  if (type === 'boolean') return 'true, false'
  const { minValue, maxValue } = schema as z.ZodNumber
  return `${minValue} … ${maxValue}`
}
