/** Run by `npm run build`: makes an empty database and packs it, unless the one that lies there was made by this version of PGlite. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { templateFile } from './template.js'

const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
const { version } = JSON.parse(readFileSync(join(pglite, '..', 'package.json'), 'utf8'))
const stamp = `${templateFile}.version`

if (!existsSync(templateFile) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== version) {
  const db = await PGlite.create()
  const dump = await db.dumpDataDir('gzip')
  writeFileSync(templateFile, Buffer.from(await dump.arrayBuffer()))
  writeFileSync(stamp, version)
  await db.close()
}
