/** Run by `npm run build`: makes an empty database and packs it, unless this version of PGlite has made it already. */
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { templateFile } from './template.js'

if (!existsSync(templateFile)) {
  const db = await PGlite.create()
  const packed = await db.dumpDataDir('none')
  await db.close()
  const unfinished = `${templateFile}.${process.pid}`
  writeFileSync(unfinished, Buffer.from(await packed.arrayBuffer()))
  renameSync(unfinished, templateFile)
}
