/** Looks whether what a scenario needs is installed, and which version. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
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

/**
 * Of each the version that its package manager knows, by the package's name; left out where that knows none. Nothing of it is run: what a program does that is
 * asked for its version is its own affair.
 */
export const versionsOf = ({
  needs,
  folder,
}: Pick<ResolvedScenario, 'needs' | 'folder'>): Readonly<Record<string, string>> => {
  const { resolve } = createRequire(join(folder, 'here.js'))
  const versions = needs.map(({ kind, name, comesWith }): [string, string | undefined] =>
    kind === 'module' ? [name, moduleVersion(resolve, name)] : [comesWith, packageVersion(comesWith)],
  )
  return Object.fromEntries(versions.filter((each): each is [string, string] => each[1] !== undefined))
}

const packageVersion = (name: string): string | undefined => {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
    const asked = ['--show', '--showformat', '${db:Status-Status} ${Version}', '--', name]
    const [status, version] = execFileSync('dpkg-query', asked, { encoding: 'utf8', stdio: 'pipe' }).split(' ')
    return status === 'installed' ? version : undefined
  } catch {
    return undefined
  }
}

/** A package need not let its package.json be imported, so it is looked for above what can be. */
const moduleVersion = (resolve: NodeJS.RequireResolve, name: string): string | undefined => {
  try {
    for (let folder = dirname(resolve(name)); folder !== dirname(folder); folder = dirname(folder)) {
      const manifest = manifestIn(folder)
      if (manifest?.name === name) return manifest.version
    }
  } catch {
    // There for `import` alone: nobody knows where.
  }
  return undefined
}

const manifestIn = (folder: string): { readonly name?: string; readonly version?: string } | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    return undefined
  }
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
