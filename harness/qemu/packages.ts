/** The npm packages that outlive needs when it runs, those that they need among them. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface InstalledPackage {
  readonly name: string
  readonly folder: string
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * Packages by name, as npm has laid them out: each in the nearest `node_modules` above whoever needs it.
 * @param names what is needed in that folder; what its own package.json says, when left out
 */
export const packagesOf = (root: string, names = neededBy(root)): readonly InstalledPackage[] => {
  const found = new Map<string, InstalledPackage>()
  const add = (folder: string, names: readonly string[]): void => {
    for (const name of names) {
      const installed = nearest(folder, name)
      // One inside another package is copied with it; of an optional one there may be none.
      if (installed === undefined || found.has(name)) continue
      found.set(name, { name, folder: installed })
      add(installed, neededBy(installed))
    }
  }
  add(root, names)
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name))
}

const neededBy = (folder: string): readonly string[] => {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
}

const nearest = (folder: string, name: string): string | undefined => {
  const here = join(folder, 'node_modules', name)
  if (existsSync(join(here, 'package.json'))) return here
  const above = dirname(folder)
  return above === folder ? undefined : nearest(above, name)
}
