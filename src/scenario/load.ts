/** Scenario files. */
import { dirname } from 'node:path'
import { fixtureFile } from './fixture.js'
import type { Narrow } from './narrow.js'
import { type Overrides, resolveDocument } from './resolve.js'
import type { ResolvedScenario } from './scenario.js'
import { readYamlFile } from './yaml-file.js'

/**
 * The scenario in a file, or one that comes with outlive, by its name; narrowed to some of its cells, some values being other than its own.
 * @throws UsageError with everything that is wrong, each with file, line and column
 */
export const loadScenario = (nameOrPath: string, narrow: Narrow = {}, overrides: Overrides = {}): ResolvedScenario => {
  const file = fixtureFile('scenarios', nameOrPath, process.cwd())
  return resolveDocument(readYamlFile(file), dirname(file), narrow, overrides)
}

/** The case that outlive exists for, with a small VM. */
export const demoScenario = (): ResolvedScenario => loadScenario('demo')
