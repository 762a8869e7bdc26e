/** The page `docs/exactness.md`, from what was measured. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inSeconds } from '../../src/methods/amount.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { table, withSections } from '../../test/methods/docs/sections.js'
import { type Distribution, type Figures, type Off, offs, together } from './figures.js'

export interface Measured {
  /** Of all cores, while blackouts were played. */
  readonly busy: number
  readonly sessions: number
  readonly outlive: Figures
  readonly shell: Figures
  readonly alone: Figures
}

const command = 'UPDATE_DOCS=1 npm run bench -- exactness'
/** The same by the controller as it was before it was made exact; kept, since it can be measured no more. */
const before = join(packageRoot, 'bench/exactness/before.json')

export const writePage = (measured: Measured): void => {
  const { OUTLIVE_KEEP: keep, UPDATE_DOCS } = process.env
  if (keep !== undefined) writeFileSync(keep, `${JSON.stringify(measured, undefined, 2)}\n`)
  const earlier = existsSync(before) ? (JSON.parse(readFileSync(before, 'utf8')) as Measured) : undefined
  const sections = { figures: figures(measured, earlier) }
  console.log(Object.values(sections).join('\n\n'))
  if (UPDATE_DOCS !== '1') return
  const page = join(packageRoot, 'docs/exactness.md')
  writeFileSync(page, withSections(readFileSync(page, 'utf8'), sections, command))
}

const figures = ({ busy, sessions, outlive, shell, alone }: Measured, earlier: Measured | undefined): string =>
  [
    `${sessions} sessions, both cores ${Math.round(100 * busy)} % busy. ms: median / p99 / longest.`,
    table(
      ['', 'blackouts', 'observers alone', 'shell script', 'before', 'now', 'script ÷ now, p99'],
      (Object.keys(offs) as Off[]).flatMap((off) =>
        Object.entries(outlive[off]).map(([length, now]) => [
          `${off}, ${length === together ? together : inSeconds(Number(length))}`,
          String(now.count),
          told(alone[off][together]),
          told(shell[off][length]),
          told(earlier?.outlive[off][length]),
          told(now),
          ((shell[off][length]?.p99 ?? Number.NaN) / now.p99).toFixed(1),
        ]),
      ),
    ),
  ].join('\n\n')

const told = (some: Distribution | undefined): string =>
  some === undefined ? '' : [some.median, some.p99, some.max].map((ms) => ms.toFixed(1)).join(' / ')
