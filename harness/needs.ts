/** Looks whether what a scenario needs is installed. */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { EnvironmentError } from '../src/errors.js'
import { installing, type Need } from '../src/scenario/needs.js'
import type { ResolvedScenario } from '../src/scenario/scenario.js'
import { servicePath } from './service-path.js'

export const missingNeeds = ({ needs, folder }: Pick<ResolvedScenario, 'needs' | 'folder'>): readonly Need[] => {
  const { resolve } = createRequire(join(folder, 'here.js'))
  return needs.filter(({ kind, name }) => !(kind === 'module' ? canImport(resolve, name) : canRun(name)))
}

/** Nothing when all is there. */
export const needsError = (
  scenario: Pick<ResolvedScenario, 'name' | 'needs' | 'folder'>,
): EnvironmentError | undefined => {
  const missing = missingNeeds(scenario)
  if (missing.length === 0) return undefined
  const names = missing.map(({ name }) => name).join(', ')
  return new EnvironmentError(
    `Scenario ${scenario.name} needs what is not installed here: ${names}`,
    installing(missing).join('\n'),
  )
}

const canImport = (resolve: NodeJS.RequireResolve, name: string): boolean => {
  try {
    resolve(name)
    return true
  } catch (error) {
    // It is there, for `import` alone.
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
  }
}

/** The shell finds it as it would when the scenario is played, and knows what `*` stands for. */
const canRun = (name: string): boolean => {
  try {
    execFileSync('sh', ['-c', 'IFS=; set -- $1; command -v -- "$1"', 'sh', name], {
      env: servicePath(),
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
