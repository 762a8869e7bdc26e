/**
 * What must not be overlooked, and therefore comes first: what came out other than predicted, a run that did not finish, data that is wrong,
 * and whatever cannot be said.
 */

import { fellShort } from '../../agreement.js'
import { groupBy } from '../../group-by.js'
import type { CellResult, Report } from '../../result.js'
import { count, listed } from '../amounts.js'
import type { Pen } from '../pen.js'
import { sessionName } from '../session-name.js'
import { hang } from '../wrap.js'
import { moveName } from './moves.js'
import { disagreements } from './predictions.js'
import { timeless, together } from './reasons.js'
import { which } from './which.js'

export const findings = (report: Report, pen: Pen): string =>
  findingsOf(report)
    .map(({ text, grave }) => {
      const line = hang(`${pen.signs.note} `, pen.say(text), pen.columns)
      return grave ? pen.paint.red(line) : pen.paint.magenta(line)
    })
    .join('\n')

export interface Finding {
  readonly text: string
  readonly grave: boolean
}

/** The gravest first. */
export const findingsOf = (report: Report): Finding[] => [
  ...shortfalls(report),
  ...surprises(report),
  ...unfinished(report),
  ...controlFailed(report),
  ...damage(report),
  ...doubts(report),
]

/** Told once for all that fell short alike. */
const shortfalls = (report: Report): Finding[] =>
  [...groupBy(report.cells.filter(fellShort), ({ shortfalls }) => shortfalls.join('; '))].map(([what, some]) => ({
    grave: true,
    text: `Not as the scenario expects: ${whose(some, report)}: ${what}`,
  }))

const surprises = (report: Report): Finding[] =>
  disagreements(report).map(({ cells, text }) => ({
    grave: false,
    text: `Not as predicted: ${whose(cells, report)}: ${text}`,
  }))

const unfinished = ({ ended }: Report): Finding[] =>
  ended === 'finished'
    ? []
    : [{ grave: false, text: `The run did not finish (${ended}): it says nothing about what it did not reach.` }]

const controlFailed = ({ cells }: Report): Finding[] =>
  cells
    .filter(({ control, verdict }) => control && verdict !== 'unaffected' && verdict !== 'inconclusive')
    .map((cell) => ({
      grave: false,
      text: `Control failed: ${sessionName(cell)} on ${cell.profile}, whose VM was not moved, was ${cell.verdict}: ${cell.why}`,
    }))

const damage = ({ cells }: Report): Finding[] =>
  cells.flatMap((cell) => {
    const what = (['lost', 'duplicated', 'corrupted'] as const).filter((kind) => (cell[kind] ?? 0) > 0)
    if (what.length === 0) return []
    const told = what.map((kind) => `${cell[kind]} ${kind}`)
    return [{ grave: true, text: `Data damaged: ${nameOf(cell)}: of what was acknowledged, ${listed(told)}.` }]
  })

/** Cells that cannot be judged for the same reason, give or take its times, told once. */
const doubts = (report: Report): Finding[] =>
  doubtsOf(report).map(({ cells, why }) => ({ grave: false, text: `Inconclusive: ${whose(cells, report)}: ${why}` }))

export const doubtsOf = ({
  cells,
}: Pick<Report, 'cells'>): { readonly cells: readonly CellResult[]; readonly why: string }[] => {
  const doubtful = cells.filter(({ verdict }) => verdict === 'inconclusive')
  return [...groupBy(doubtful, ({ why }) => timeless(why)).values()].map((some) => ({
    cells: some,
    why: together(some.map(({ why }) => why)),
  }))
}

/** "2 sessions (echo of quick-migration, 1 GiB)", "128 sessions (16 VMs)" */
const whose = (some: readonly CellResult[], { cells }: Report): string => {
  const vms = [...new Set(some.map(vmOf))]
  const [vm = ''] = vms
  const share = (): string =>
    `${which(
      some,
      cells.filter((cell) => vmOf(cell) === vm),
    )} of ${vm}`
  const where = vms.length === 1 ? share() : vms.length > mostNamed ? count(vms.length, 'VM') : listed(vms)
  return `${count(some.length, 'session')} (${where})`
}

/** More would hide what they have in common. */
const mostNamed = 3

const nameOf = (cell: CellResult): string => `${vmOf(cell)}: ${sessionName(cell)} on ${cell.profile}`

const vmOf = (cell: CellResult): string => (cell.control ? 'the control' : moveName(cell))
