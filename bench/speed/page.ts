/** The page `docs/speed.md`: each part of it is written by the measurement that it shows. */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/scenario/package-root.js'
import { table, withSections } from '../../test/methods/docs/sections.js'

const page = join(packageRoot, 'docs/speed.md')

export const writePart = (
  name: 'start-up' | 'bulk-copy',
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void => {
  const { length: cores, 0: first } = cpus()
  const part = `${table(head, rows)}\n\n${cores} cores, ${first?.model.trim()}, Node ${process.version}.`
  console.log(part)
  if (process.env.UPDATE_DOCS !== '1') return
  writeFileSync(
    page,
    withSections(readFileSync(page, 'utf8'), { [name]: part }, `UPDATE_DOCS=1 npm run bench -- ${name}`),
  )
}
