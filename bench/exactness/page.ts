/** The page `docs/exactness.md`, from what was measured: one part for root, one for an ordinary user, who may not raise priorities. */
import { readFileSync, writeFileSync } from 'node:fs'
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
const who = process.getuid?.() === 0 ? 'root' : 'user'

/** OUTLIVE_KEEP=FILE keeps what was measured. */
export const writePage = (measured: Measured): void => {
  const { OUTLIVE_KEEP: keep, UPDATE_DOCS } = process.env
  if (keep !== undefined) writeFileSync(keep, `${JSON.stringify(measured, undefined, 2)}\n`)
  const figures = figuresIn(measured)
  console.log(figures)
  if (UPDATE_DOCS !== '1') return
  const page = join(packageRoot, 'docs/exactness.md')
  writeFileSync(page, withSections(readFileSync(page, 'utf8'), { [who]: figures }, command))
}

const figuresIn = ({ busy, sessions, outlive, shell, alone }: Measured): string =>
  [
    `${sessions} sessions, both cores ${Math.round(100 * busy)} % busy. In ms: median / p99 / longest.`,
    table(
      ['', 'blackouts', 'observers alone', 'shell script', 'now', 'script ÷ now, p99'],
      (Object.keys(offs) as Off[]).flatMap((off) =>
        Object.entries(outlive[off]).map(([length, now]) => [
          `${off}, ${Number(length) > 0 ? inSeconds(Number(length)) : length}`,
          String(now.count),
          told(alone[off][together]),
          told(shell[off][length]),
          told(now),
          ratio(shell[off][length], now),
        ]),
      ),
    ),
  ].join('\n\n')

const told = (some: Distribution | undefined): string =>
  some === undefined || some.count === 0 ? '' : [some.median, some.p99, some.max].map((ms) => ms.toFixed(1)).join(' / ')

const ratio = (script: Distribution | undefined, now: Distribution): string =>
  script === undefined || script.count === 0 || now.p99 === 0 ? '' : (script.p99 / now.p99).toFixed(1)
