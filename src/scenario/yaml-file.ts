/**
 * Reads a YAML file that somebody wrote into a value and the places of its parts. It may be anything at all: it is not
 * trusted.
 */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError, type Document as Yaml } from 'yaml'
import { UsageError } from '../errors.js'
import { nearest } from './nearest.js'
import { type Document, type Place, type Problem, refusal } from './problem.js'

/** No scenario needs as much; a bigger file is a wrong one. */
const mostBytes = 1_048_576
/** Junk has thousands of errors; the first ones say it all. */
const mostErrors = 10

/** @throws UsageError with everything that keeps it from being read */
export const readYamlFile = (file: string): Document => {
  const name = shownAs(file)
  const text = readText(file, name)
  const lines = new LineCounter()
  const refuse = (problems: readonly Located[]): UsageError =>
    refusal({ name, value: undefined, place: (problem) => (problem as Located).at }, problems.slice(0, mostErrors))

  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return [line, col]
  }
  try {
    const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    const wrong = [...yaml.errors, ...yaml.warnings].map((error) => ({
      path: [],
      text: inWords(error),
      at: at(error.pos[0]),
    }))
    if (wrong.length > 0) throw refuse(wrong)
    if (yaml.contents === null) throw refuse([{ path: [], text: 'is empty', at: [1, 1] }])
    return { name, value: yaml.toJS({ maxAliasCount: 100 }), place: (problem) => at(offsetOf(yaml, problem)) }
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (error instanceof RangeError) throw refuse([{ path: [], text: tooDeep, at: [1, 1] }])
    if (error instanceof ReferenceError) throw refuse([aliasProblem(error.message, text, at)])
    throw error
  }
}

type Located = Problem & { readonly at: Place }

const tooDeep = 'cannot be read: lists in lists without end'

/** An alias that stands for nothing, or aliases of aliases that stand for far too much. */
const aliasProblem = (message: string, text: string, at: (offset: number) => Place): Located => {
  const [, name] = /^Unresolved alias .*: (.*)$/.exec(message) ?? []
  if (name === undefined) return { path: [], text: 'cannot be read: too many aliases', at: [1, 1] }
  return { path: [], text: `*${name} is the alias of nothing before it`, at: at(Math.max(0, text.indexOf(`*${name}`))) }
}

/** The parser's words, but for some that everybody meets. */
const inWords = ({ code, message }: YAMLError): string => {
  if (code === 'TAB_AS_INDENT') return 'a tab; expected spaces as indentation'
  if (code === 'DUPLICATE_KEY') return 'this key is here twice; expected it once'
  return message.startsWith('Maximum call stack') ? tooDeep : message
}

const readText = (file: string, name: string): string => {
  const kind = statOf(file, name)
  if (kind.isDirectory()) throw new UsageError(`${name} is a folder; expected a YAML file`)
  if (!kind.isFile() && !kind.isFIFO()) throw new UsageError(`${name} is no file; expected a YAML file`)
  if (kind.size > mostBytes) throw new UsageError(`${name} is bigger than 1 MiB; expected a YAML file`)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
    if (!text.includes('\0')) return text
  } catch (error) {
    if (!(error instanceof TypeError)) throw unreadable(name, error)
  }
  throw new UsageError(`${name} is not text in UTF-8; expected a YAML file`)
}

const statOf = (file: string, name: string): Stats => {
  try {
    return statSync(file)
  } catch (error) {
    const meant = (error as NodeJS.ErrnoException).code === 'ENOENT' ? neighbour(file) : undefined
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`
    throw unreadable(name, error, hint)
  }
}

const unreadable = (name: string, error: unknown, hint = ''): UsageError => {
  const { code, message } = error as NodeJS.ErrnoException
  return new UsageError(`${name} cannot be read: ${reasons[code ?? ''] ?? message}${hint}`)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'no permission',
}

/** A file in the same folder that has nearly the same name. */
const neighbour = (file: string): string | undefined => {
  try {
    return nearest(basename(file), readdirSync(dirname(file)))
  } catch {
    return undefined
  }
}

/** As short as it can be said from here. */
const shownAs = (file: string): string => {
  const short = relative(process.cwd(), file)
  return short === '' || short.startsWith('..') ? file : short
}

/** Where the key or the value of a problem begins, or the nearest thing above it that is there. */
const offsetOf = (yaml: Yaml, { path, key }: Pick<Problem, 'path' | 'key'>): number => {
  const node = path.length === 0 ? yaml.contents : yaml.getIn(path, true)
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0]
  }
  if (isNode(node) && node.range) return node.range[0]
  if (path.length > 0) return offsetOf(yaml, { path: path.slice(0, -1) })
  return 0
}
