/** Run by `npm run build`: makes an empty database, unless one lies there that was made by this version of PGlite. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { templateFolder } from './template.js'

const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
const { version } = JSON.parse(readFileSync(join(pglite, '..', 'package.json'), 'utf8'))
/** Written last: a build that was broken off makes a new one. */
const stamp = `${templateFolder}.version`

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== version) {
  rmSync(stamp, { force: true })
  rmSync(templateFolder, { recursive: true, force: true })
  const db = await PGlite.create(templateFolder)
  await db.close()
  writeFileSync(stamp, version)
}
