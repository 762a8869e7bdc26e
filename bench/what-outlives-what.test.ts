/** Which program pair outlives which way to move a VM: every scenario of other people's programs × five moves, as `docs/what-outlives-what.md` shows it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CellResult } from '../src/result.js'
import { fixtureFile } from '../src/scenario/fixture.js'
import { packageRoot } from '../src/scenario/package-root.js'
import { resolveDocument } from '../src/scenario/resolve.js'
import { readYamlFile } from '../src/scenario/yaml-file.js'
import { programScenarios } from '../test/full/program-scenarios.js'
import { loadDocument } from '../test/full/scenario-document.js'
import { table, withSections } from '../test/methods/docs/sections.js'
import { play } from '../test/real/play.js'

const command = 'UPDATE_DOCS=1 npm run bench -- what-outlives-what'
const page = join(packageRoot, 'docs/what-outlives-what.md')

const moves = [
  ['vmotion', 512],
  ['quick-migration', 512],
  ['quick-migration', 2048],
  ['azure-freeze', 512],
  ['mscs-failover', 512],
] as const
const presets = [...new Set(moves.map(([preset]) => preset))]
const memory = [...new Set(moves.map(([, mebibytes]) => `${mebibytes} MiB`))]
const only = moves.map(([preset, mebibytes]) => `${preset}/${mebibytes}MiB`)

const glyphs = { unaffected: '✓', stalled: '~', reconnected: '↻', died: '✗', inconclusive: '?' } as const

/** As the page has them, so that some of them can be measured again: `npm run bench -- what-outlives-what -t mariadb`. */
const written = readFileSync(page, 'utf8')
const rows = new Map(
  [...written.matchAll(/^\| (`.*?` on \S+) \| (.*) \|$/gm)].map(([, row = '', cells = '']) => [
    row,
    cells.split(' | '),
  ]),
)
const causes = new Map(
  [...written.matchAll(/^- (`.*?` on \S+)\n((?: {2}- .*\n)*)/gm)].map(([, row = '', lines = '']) => [
    row,
    lines.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(4)])),
  ]),
)

for (const { name, title, missing } of programScenarios) {
  describe(title, () => {
    test.skipIf(missing !== '').concurrent('through every move', async () => {
      const file = fixtureFile('scenarios', name, packageRoot)
      const document = { ...loadDocument(name), presets, memory, expect: {} }
      const { report } = await play(
        resolveDocument({ ...readYamlFile(file), value: document }, dirname(file), { only }),
      )
      const sessions = new Set(report.cells.filter(({ control }) => !control).map(rowOf))
      for (const row of sessions) {
        const cells = moves.map(([preset, memoryMiB]) =>
          report.cells.find((cell) => rowOf(cell) === row && cell.preset === preset && cell.memoryMiB === memoryMiB),
        )
        rows.set(row, cells.map(inShort))
        causes.set(row, [...new Set(cells.flatMap((cell) => (cell?.cause ? [`${moveOf(cell)}: ${cell.why}`] : [])))])
      }
      writePage()
      const doubtful = report.cells.filter(({ verdict }) => verdict === 'inconclusive')
      expect(doubtful.map(({ id, why }) => `${id}: ${why}`)).toEqual([])
    })
  })
}

const rowOf = ({ session, profile }: CellResult): string => `\`${session}\` on ${profile}`
const moveOf = ({ preset, memoryMiB }: CellResult): string => `${preset} ${memoryMiB} MiB`

const inShort = (cell: CellResult | undefined): string =>
  cell === undefined ? '' : `${glyphs[cell.verdict]} ${(cell.longestStallMs / 1000).toFixed(1)} s`

const writePage = (): void => {
  const sorted = [...rows].sort(([one], [other]) => one.localeCompare(other))
  const outcomes = table(
    ['session', ...moves.map(([preset, mebibytes]) => `${preset} ${mebibytes} MiB`)],
    sorted.map(([row, cells]) => [row, ...cells]),
  )
  const reasons = sorted
    .flatMap(([row]) => [`- ${row}`, ...(causes.get(row) ?? []).map((cause) => `  - ${cause}`)])
    .join('\n')
  console.log(outcomes)
  if (process.env.UPDATE_DOCS !== '1') return
  writeFileSync(page, withSections(readFileSync(page, 'utf8'), { outcomes, reasons }, command))
}
