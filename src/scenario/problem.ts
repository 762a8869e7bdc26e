/**
 * What is wrong with a document that somebody wrote, all of it at once, in words: what was found, what was expected,
 * what was probably meant. A zod schema does the checking; here its issues get their words and their places.
 */
import { z } from 'zod'
import { UsageError } from '../errors.js'
import { expectedOneOf } from './nearest.js'
import { quote } from './quote.js'

export interface Problem {
  readonly path: readonly PropertyKey[]
  /** Set when the key itself is what is wrong, rather than its value. */
  readonly key?: string
  readonly text: string
}

/** Where in its file something stands: line and column, both from 1. */
export type Place = readonly [line: number, column: number]

/** A document and how to find one's place in it; one that was built in code has no places. */
export interface Document {
  readonly name: string
  readonly value: unknown
  readonly place?: (problem: Pick<Problem, 'path' | 'key'>) => Place
}

/** What the schema makes of the document. @throws UsageError with everything that is wrong with it */
export const parseDocument = <Schema extends z.ZodType>(schema: Schema, document: Document): z.output<Schema> => {
  const result = parse(schema, document.value)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue))
  throw refusal(document, problems)
}

/** A file that is something else altogether has a problem a line. */
const mostTold = 50

/** One error for all problems: a line each, in the order of the file. */
export const refusal = (document: Document, problems: readonly Problem[]): UsageError => {
  const { name, place = () => [0, 0] as const } = document
  const located = problems
    .map((problem) => ({ problem, at: place(problem) }))
    .sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1])
  const lines = located.map(({ problem, at: [line, column] }) => {
    const where = line === 0 ? name : `${name}:${line}:${column}`
    const what = problem.key === undefined && problem.path.length > 0 ? `${said(problem.path)}: ` : ''
    return `${where}: ${what}${problem.text}`
  })
  const told = [...new Set(lines)]
  const more = told.length - mostTold
  return new UsageError([...told.slice(0, mostTold), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'))
}

/** `schema.safeParse` with messages in our words where the schema has none of its own. */
export const parse = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> => schema.safeParse(value, { error: inWords, reportInput: true })

/** Passes on what another schema found wrong inside a value that this one is looking at. */
export const passOn = (
  context: z.RefinementCtx,
  issues: readonly z.core.$ZodIssue[],
  path: readonly PropertyKey[],
): void => {
  for (const issue of issues) {
    context.issues.push({ ...issue, path: [...path, ...issue.path] } as z.core.$ZodRawIssue)
  }
}

/** `presets[0].with` */
const said = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')

const problemsOf = (issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): readonly Problem[] => {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const texts = issue.message.split('\n')
    return issue.keys.map((key, i) => ({ path, key, text: texts[i] ?? issue.message }))
  }
  if (issue.code === 'invalid_union') {
    // The branch that was meant is the one that only a part of it does not fit, else the one whose kind of value it is.
    const isPartly = issue.errors.find((branch) => branch.length > 0 && branch.every(({ path }) => path.length > 0))
    const meant =
      isPartly ??
      issue.errors.find((branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0))
    if (meant !== undefined && meant.length > 0) return meant.flatMap((inner) => problemsOf(inner, path))
  }
  return [{ path, text: issue.message }]
}

/** zod's issues that need words; the others already have them. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  const found = quote(issue.input)
  switch (issue.code) {
    case 'unrecognized_keys': {
      const keys = keysOf(issue.inst)
      return issue.keys
        .map(
          (key) => `unknown key ${quote(key)}; ${keys.length > 0 ? expectedOneOf(keys, key) : 'expected no keys here'}`,
        )
        .join('\n')
    }
    case 'invalid_type': {
      const expected = kinds[issue.expected] ?? `a ${issue.expected}`
      if (issue.input === undefined) return `is missing; expected ${expected}`
      return `${found} is ${kindOf(issue.input)}; expected ${expected}`
    }
    case 'invalid_value':
      if (issue.input === undefined) return `is missing; ${expectedOneOf(issue.values.map(String), undefined)}`
      return `${found} is unknown; ${expectedOneOf(issue.values.map(String), issue.input)}`
    case 'invalid_key':
      return issue.issues[0]?.message
    case 'too_small':
      return (
        emptiness[issue.origin] ??
        `${found} is too small; expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
      )
    case 'too_big':
      return `${found} is too big; expected at most ${issue.maximum}`
    default:
      return undefined
  }
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  string: 'text',
  int: 'a whole number',
  boolean: 'true or false',
}

const emptiness: Readonly<Record<string, string>> = {
  array: 'is empty; expected at least one',
  string: 'is empty; expected some text',
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return 'text'
  return `a ${typeof value}`
}

/** The keys that a map's schema knows. */
const keysOf = (schema: unknown): readonly string[] => {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  return schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : []
}
