/** The pages in `docs/methods` say what the code does. `UPDATE_DOCS=1` writes what is computed into them. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type MethodName, methods } from '../../../src/methods/index.js'
import type { Method } from '../../../src/methods/method.js'
import { packageRoot } from '../../../src/scenario/package-root.js'
import { figureTable, reasons } from './figures.js'
import { parameterTable } from './parameters.js'
import { presetSections, presetTable } from './presets.js'
import { type Sections, table, withSections } from './sections.js'

const folder = join(packageRoot, 'docs', 'methods')
const readme = '../../README.md'
const names = Object.keys(methods) as MethodName[]

const expectFresh = (file: string, sections: Sections): void => {
  const path = join(folder, file)
  const page = readFileSync(path, 'utf8')
  const fresh = withSections(page, sections)
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, fresh)
  else expect(page, 'stale; UPDATE_DOCS=1 npx vitest run test/methods/docs writes it anew').toBe(fresh)
}

test.each(names)('the page of %s has its parameters and the plans of its presets', (name) => {
  const sections = { parameters: parameterTable(methods[name] as Method), presets: presetSections(name) }
  expectFresh(`${name}.md`, sections)
})

test('the list of methods, of presets and of published figures is complete', () => {
  const list = table(
    ['method', 'what is done'],
    names.map((name) => [`[${name}](${name}.md)`, methods[name].summary]),
  )
  expectFresh('README.md', { methods: list, presets: presetTable(), figures: figureTable(), reasons: reasons() })
})

test('the README shows how far plans are from published figures', () => {
  expectFresh(readme, { figures: figureTable() })
})

test('no page is about a method that there is not', () => {
  const pages = readdirSync(folder).filter((file) => file !== 'README.md')
  expect(pages.sort()).toEqual(names.map((name) => `${name}.md`).sort())
})

test('every link in the pages leads somewhere', () => {
  for (const file of readdirSync(folder)) {
    for (const [, target = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(join(folder, target)), `${file}: ${target}`).toBe(true)
    }
  }
})
