/**
 * What is named in a scenario or at the shell: one of those that come with outlive, by name, or somebody's own file, by
 * path.
 */
import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { z } from 'zod'
import { UsageError } from '../errors.js'
import { expectedOneOf } from './nearest.js'
import { packageRoot } from './package-root.js'
import { parseDocument } from './problem.js'
import { quote } from './quote.js'
import { readYamlFile } from './yaml-file.js'

/** The folders of `fixtures`, and what one thing in each is called. */
const kinds = { presets: 'preset', profiles: 'profile', scenarios: 'scenario' } as const
export type FixtureKind = keyof typeof kinds

/** The names of all that come with outlive. */
export const fixtureNames = (kind: FixtureKind): readonly string[] =>
  readdirSync(join(packageRoot, 'fixtures', kind))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort()

/** A path has a slash in it or ends in `.yaml` or `.yml`; it is relative to `from`. Anything else is a name. */
const isPath = (nameOrPath: string): boolean => nameOrPath.includes('/') || /\.ya?ml$/.test(nameOrPath)

/** @throws UsageError that lists the names there are */
export const fixtureFile = (kind: FixtureKind, nameOrPath: string, from: string): string => {
  if (isPath(nameOrPath)) return resolve(from, nameOrPath)
  const names = fixtureNames(kind)
  if (names.includes(nameOrPath)) return join(packageRoot, 'fixtures', kind, `${nameOrPath}.yaml`)
  throw new UsageError(
    `unknown ${kinds[kind]} ${quote(nameOrPath)}; ${expectedOneOf([...names, 'the path of a .yaml file'], nameOrPath)}`,
  )
}

/** @throws UsageError with everything that is wrong with the file */
export const readFixture = <Schema extends z.ZodType>(
  kind: FixtureKind,
  schema: Schema,
  nameOrPath: string,
  from: string,
): z.output<Schema> => parseDocument(schema, readYamlFile(fixtureFile(kind, nameOrPath, from)))
