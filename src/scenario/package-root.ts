/** The folder of outlive's own package.json, with `fixtures` and `dist` in it, somewhere above this file: how far depends on how it was built. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const manifestIn = (folder: string): { readonly name: string; readonly version: string } | undefined => {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : undefined
}

const findRoot = (folder: string): { readonly folder: string; readonly version: string } => {
  const manifest = manifestIn(folder)
  if (manifest?.name === 'outlive') return { folder, version: manifest.version }
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`no package.json of outlive above ${import.meta.url}`)
  return findRoot(parent)
}

export const { folder: packageRoot, version } = findRoot(dirname(fileURLToPath(import.meta.url)))
