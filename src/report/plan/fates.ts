/** What is to be expected of the sessions to one VM, and what it would take to change it. Those of one fate are told once. */
import { type Cell, verdicts } from '../../cell.js'
import { groupBy } from '../../group-by.js'
import type { Predicted } from '../../result.js'
import { allOf, listed } from '../amounts.js'
import { deciderOf, deciding, eitherInWords, limitInWords, stalls } from '../expectation.js'
import type { Pen } from '../pen.js'
import { which } from '../pretty/which.js'
import { sessionName } from '../session-name.js'
import { settingInWords, valueInWords } from '../setting.js'
import { hang, hangOrDrop } from '../wrap.js'

export interface Expected {
  readonly cell: Cell
  readonly predicted: Predicted
}

/** @param all sessions to one VM */
export const fateLines = (all: readonly Expected[], pen: Pen): string[] => {
  const fates = [...groupBy(all, fateOf).values()].sort((one, other) => rankOf(one) - rankOf(other))
  const width = Math.max(...fates.map((fate) => stalls(predictedOf(fate)).length))
  return fates.flatMap((fate) => {
    const verdict = fate[0]?.predicted.verdict ?? 'unaffected'
    const { glyph, paint } = pen.verdicts[verdict]
    const name = `${glyph} ${verdict.padEnd('reconnected'.length)}`
    const head = `  ${name}  ${stalls(predictedOf(fate)).padStart(width)}  `
    return [
      hangOrDrop(head, pen.say(who(fate, all)), pen.columns).replace(name, paint),
      ...Object.entries(facts(fate)).flatMap(([label, text]) =>
        text === undefined ? [] : [hang(`      ${label.padEnd('decides'.length)}  `, pen.say(text), pen.columns)],
      ),
    ]
  })
}

/** The worst first. */
const rankOf = ([first]: readonly Expected[]): number => -verdicts.indexOf(first?.predicted.verdict ?? 'unaffected')

const predictedOf = (some: readonly Expected[]): readonly Predicted[] => some.map(({ predicted }) => predicted)

/** An unaffected session is much the same from everywhere. */
const fateOf = ({ cell: { profile }, predicted: { verdict, decides, margin, remedy } }: Expected): string =>
  JSON.stringify([
    verdict,
    verdict === 'unaffected' ? '' : profile,
    deciderOf(decides),
    [margin.longer, margin.shorter].map((limit) => limit && [limit.verdict, deciderOf(limit.decides)]),
    remedy,
  ])

const who = (some: readonly Expected[], all: readonly Expected[]): string => {
  const [only] = some
  if (some.length === 1 && only) return `${sessionName(only.cell)} on ${only.cell.profile}`
  if (some.length === all.length) return allOf(all.length, 'session')
  return which(
    some.map(({ cell }) => cell),
    all.map(({ cell }) => cell),
  )
}

/** By their labels, those that there are. */
const facts = (fate: readonly Expected[]) => {
  const alike = predictedOf(fate)
  return {
    decides: deciding(alike),
    either: eitherInWords(alike),
    longer: limitInWords(alike, 'longer'),
    shorter: limitInWords(alike, 'shorter'),
    remedy: remedyInWords(fate),
  }
}

const remedyInWords = ([first]: readonly Expected[]): string | undefined => {
  if (first === undefined || first.predicted.either.every(({ verdict }) => verdict !== 'died')) return undefined
  const { remedy } = first.predicted
  if (remedy !== null) {
    const changes = remedy.changes.map(
      ({ owner, setting, from, to }) =>
        `${settingInWords({ owner, setting, value: to })} (now ${valueInWords(owner, from)})`,
    )
    return `${remedy.verdict} with ${listed(changes)}`
  }
  if (first.cell.endsOn === 'host' && first.cell.plan.outcome !== 'replaced')
    return 'no setting: only a console that ends in the guest moves with it'
  return first.cell.plan.outcome === 'replaced'
    ? 'no setting: who comes back knows no old connection; only a client that connects anew goes on'
    : 'no setting is enough'
}
