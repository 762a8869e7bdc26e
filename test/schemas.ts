/** The JSON Schemas that outlive publishes, and what they think of a value. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { packageRoot } from '../src/scenario/package-root.js'

export type SchemaName = 'history' | 'report' | 'tune'

export const schemaFile = (name: SchemaName): string => join(packageRoot, 'schema', `${name}.json`)

/** What is wrong with the value; nothing where it is as the schema says. */
export const problemsWith = (name: SchemaName): ((value: unknown) => readonly string[]) => {
  // TypeScript's types become draft 7, zod's become 2020-12.
  const ajv = new (name === 'history' ? Ajv : Ajv2020)({ strict: false, allErrors: true })
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile(name), 'utf8')))
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
