/** Which files decide what a scenario plays: those that change while somebody works on it. */
import { readdirSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { UsageError } from '../errors.js'
import { readYamlFile } from './yaml-file.js'

/**
 * The scenario's own file; every file that it names, be that a profile, a preset or a program in a shell line; and, since programs have parts, those beside a program
 * that end as it does. Of a file that cannot be read now only itself.
 */
export const filesNamedBy = (scenarioFile: string): readonly string[] => {
  const texts = textsOf(contentOf(scenarioFile))
  const from = dirname(scenarioFile)
  // A shell line's words are relative to the folder that it runs in, which is one of these.
  const folders = [from, ...texts.map((text) => resolve(from, text)).filter((path) => kindOf(path) === 'folder')]
  const words = texts.flatMap((text) => text.split(/[\s'"=:;|&<>()]+/))
  const named = folders.flatMap((folder) => words.map((word) => resolve(folder, word)))
  const files = named.filter((path) => kindOf(path) === 'file')
  return [...new Set([scenarioFile, ...files, ...files.flatMap(besides)])]
}

const contentOf = (file: string): unknown => {
  try {
    return readYamlFile(file).value
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

/** Every text in it, however deep. */
const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const kindOf = (path: string): 'file' | 'folder' | undefined => {
  try {
    const stats = statSync(path)
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : undefined
  } catch {
    // Most words are no paths, and some cannot be.
    return undefined
  }
}

const besides = (file: string): readonly string[] => {
  const ending = extname(file)
  if (ending === '' || /\.ya?ml$/.test(ending)) return []
  return readdirSync(dirname(file))
    .filter((name) => extname(name) === ending)
    .map((name) => join(dirname(file), name))
}
