/**
 * An empty database, made by `make-template.ts` when outlive was built: initdb costs 3 s of CPU, unpacking this 0.2 s. One file, as npm packs no
 * empty folders, which PostgreSQL needs; named after the version of PGlite, which need not open what another version made.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../src/scenario/package-root.js'

const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
const { version } = JSON.parse(readFileSync(join(pglite, '..', 'package.json'), 'utf8'))

export const templateFile = join(packageRoot, 'dist', `pgdata-${version}.tar`)

/** Fills `folder` unless it is there. Without a template it is left to PGlite, which then runs initdb. */
export const unpackTemplate = async (folder: string): Promise<void> => {
  if (existsSync(folder) || !existsSync(templateFile)) return
  // Whoever is stopped halfway leaves no half a database behind.
  const unfinished = `${folder}.unfinished`
  mkdirSync(unfinished, { recursive: true })
  // Names in it begin with "/", which tar takes off and complains about.
  await promisify(execFile)('tar', ['-xf', templateFile, '-C', unfinished])
  renameSync(unfinished, folder)
}
