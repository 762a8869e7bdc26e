/** The published JSON Schemas say what the types say: `UPDATE_DOCS=1` writes them anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateSchema, getProgramFromFiles } from 'typescript-json-schema'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { historyVersion } from '../src/history.js'
import { reportSchema } from '../src/result.js'
import { packageRoot } from '../src/scenario/package-root.js'
import { tuneSchema } from '../src/tune/result.js'
import { blackoutOf, cellOf, runStarted } from './judge/history-of.js'
import { demo } from './report/build-report.js'
import { problemsWith, type SchemaName, schemaFile } from './schemas.js'

const { compilerOptions } = JSON.parse(readFileSync(join(packageRoot, 'tsconfig.json'), 'utf8'))

const historySchema = () => {
  const program = getProgramFromFiles([join(packageRoot, 'src/history.ts')], compilerOptions, packageRoot)
  const schema = JSON.stringify(generateSchema(program, 'HistoryEvent', { required: true, topRef: false }))
  // Types are called after the files that they are in, wherever those lie on this machine; their own names are enough.
  return withNamed(JSON.parse(schema.replaceAll(/import\((?:%22|\\")[^)]*\)\./g, '')))
}

interface Defined {
  readonly definitions: Readonly<Record<string, unknown>>
}

/** A type without a name stands where it is used. */
const withNamed = ({ definitions, ...schema }: Defined): object => {
  const isName = (text: string): boolean => /^\w+$/.test(text)
  const inlined = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inlined)
    if (typeof value !== 'object' || value === null) return value
    const { $ref, ...others } = value as { readonly $ref?: unknown }
    const name = typeof $ref === 'string' ? decodeURIComponent($ref.replace('#/definitions/', '')) : undefined
    if (name !== undefined && !isName(name)) return inlined({ ...(definitions[name] as object), ...others })
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inlined(each)]))
  }
  const named = Object.entries(definitions).filter(([name]) => isName(name))
  return { ...(inlined(schema) as object), definitions: inlined(Object.fromEntries(named)) }
}

const schemas: Readonly<Record<SchemaName, { readonly title: string; readonly schema: () => unknown }>> = {
  history: { title: `outlive: a line of a record's history.jsonl, version ${historyVersion}`, schema: historySchema },
  report: { title: 'outlive: the report of a run, version 1', schema: () => z.toJSONSchema(reportSchema) },
  tune: { title: 'outlive: what tune measured, version 1', schema: () => z.toJSONSchema(tuneSchema) },
}

test.each(Object.entries(schemas))(
  'schema/%s.json is up to date',
  (name, { title, schema }) => {
    const fresh = `${JSON.stringify({ title, ...(schema() as object) }, null, 1)}\n`
    const file = schemaFile(name as SchemaName)
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, fresh)
    else
      expect(readFileSync(file, 'utf8'), 'stale; UPDATE_DOCS=1 npx vitest run test/schema writes it anew').toBe(fresh)
  },
  60_000,
)

test.each(Object.keys(schemas))('schema/%s.json names each type once, and no folder', (name) => {
  const text = readFileSync(schemaFile(name as SchemaName), 'utf8')
  expect(text).not.toMatch(/import\(|%/)
  const { definitions = {} } = JSON.parse(text)
  for (const [, named] of text.matchAll(/#\/definitions\/([^"]*)/g)) expect(definitions).toHaveProperty([named ?? ''])
})

describe('they tell right from wrong', () => {
  test('a report', () => {
    const problems = problemsWith('report')
    expect(problems(demo())).toEqual([])
    expect(problems({ ...demo(), cells: [{ id: 'x' }] })).not.toEqual([])
  })

  test('an event', () => {
    const problems = problemsWith('history')
    const plan = { phases: [blackoutOf(8000)], outcome: 'moved' } as const
    expect(problems(runStarted([cellOf(plan)]))).toEqual([])
    expect(problems({ type: 'hiccup', atMs: 1, process: 'controller', tookMs: 80 })).toEqual([])
    expect(problems({ type: 'hiccup', atMs: 1, process: 'controller' })).not.toEqual([])
    expect(problems({ type: 'nothing that there is', atMs: 1 })).not.toEqual([])
  })
})
