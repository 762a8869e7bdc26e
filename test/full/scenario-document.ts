import { join } from 'node:path'
import { packageRoot } from '../../src/scenario/package-root.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { readYamlFile } from '../../src/scenario/yaml-file.js'

/** A scenario that comes with outlive, as it is written, for tests that play parts of it. */
export const loadDocument = (name: string): ScenarioDocument =>
  readYamlFile(join(packageRoot, 'fixtures/scenarios', `${name}.yaml`)).value as ScenarioDocument
