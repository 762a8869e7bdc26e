/** What must not be overlooked, and therefore comes first: a run that did not finish, data that is wrong, and whatever cannot be said. */
import { groupBy } from '../../group-by.js'
import type { CellResult, Report } from '../../result.js'
import { count, listed } from '../amounts.js'
import type { Pen } from '../pen.js'
import { hang } from '../wrap.js'
import { moveName } from './moves.js'
import { which } from './which.js'

export const findings = (report: Report, pen: Pen): string =>
  [...unfinished(report), ...controlFailed(report), ...damage(report), ...doubts(report)]
    .map(({ text, grave }) => {
      const line = hang(`${pen.signs.note} `, pen.say(text), pen.columns)
      return grave ? pen.paint.red(line) : pen.paint.magenta(line)
    })
    .join('\n')

interface Finding {
  readonly text: string
  readonly grave: boolean
}

const unfinished = ({ ended }: Report): Finding[] =>
  ended === 'finished'
    ? []
    : [{ grave: false, text: `The run did not finish (${ended}): it says nothing about what it did not reach.` }]

const controlFailed = ({ cells }: Report): Finding[] =>
  cells
    .filter(({ control, verdict }) => control && verdict !== 'unaffected' && verdict !== 'inconclusive')
    .map(({ session, profile, verdict, why }) => ({
      grave: false,
      text: `Control failed: ${session} on ${profile}, whose VM was not moved, was ${verdict}: ${why}`,
    }))

const damage = ({ cells }: Report): Finding[] =>
  cells.flatMap((cell) => {
    const what = (['lost', 'duplicated', 'corrupted'] as const).filter((kind) => (cell[kind] ?? 0) > 0)
    if (what.length === 0) return []
    const told = what.map((kind) => `${cell[kind]} ${kind}`)
    return [{ grave: true, text: `Data damaged: ${nameOf(cell)}: of what was acknowledged, ${listed(told)}.` }]
  })

/** Cells that cannot be judged for the same reason, told once. */
const doubts = ({ cells }: Report): Finding[] => {
  const doubtful = cells.filter(({ verdict }) => verdict === 'inconclusive')
  return [...groupBy(doubtful, ({ why }) => why)].map(([why, some]) => {
    const ofVms = groupBy(some, vmOf)
    const [first = ''] = ofVms.keys()
    const share =
      ofVms.size === 1
        ? `${which(
            some,
            cells.filter((cell) => vmOf(cell) === first),
          )} of `
        : ''
    const vms = ofVms.size > mostNamed ? count(ofVms.size, 'VM') : listed([...ofVms.keys()])
    return { grave: false, text: `Inconclusive: ${count(some.length, 'session')} (${share}${vms}): ${why}` }
  })
}

/** More would hide what they have in common. */
const mostNamed = 3

const nameOf = (cell: CellResult): string => `${vmOf(cell)}: ${cell.session} on ${cell.profile}`

const vmOf = (cell: CellResult): string => (cell.control ? 'the control' : moveName(cell))
