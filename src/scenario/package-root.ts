/**
 * The folder of outlive's own package.json, with `fixtures` in it: two levels up from the source, three from what is
 * built into `dist`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const isRoot = (folder: string): boolean => {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'outlive'
}

const findRoot = (folder: string): string => {
  if (isRoot(folder)) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`no package.json of outlive above ${import.meta.url}`)
  return findRoot(parent)
}

export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)))
