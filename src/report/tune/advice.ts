/** What to turn, what was measured before and after, and the lines to paste. */
import type { Advice, Proof } from '../../tune/result.js'
import { listed, seconds } from '../amounts.js'
import type { Pen } from '../pen.js'
import { sessionName } from '../session-name.js'
import { decidersInWords } from '../setting.js'
import { hang } from '../wrap.js'
import { pasted } from './paste.js'

export const adviceLines = (advice: Advice, pen: Pen): string[] => {
  const { before, after, changes, profile, wire } = advice
  const name = pen.paint.bold(pen.say(`${sessionName(advice)} on ${profile}, ${wire}`))
  const line = (label: string, proof: Proof): string => {
    const { glyph, paint } = lookOf(proof, pen)
    return hang(`  ${paint(glyph)} ${label.padEnd(6)}  `, pen.say(proofInWords(proof)), pen.columns)
  }
  return [
    `${name}  ${conclusion(advice, pen)}`,
    line(after === null ? 'as is' : 'before', before),
    ...(after === null ? [] : [line('after', after)]),
    ...(after === null ? [] : pasted(changes, pen).map((each) => `    ${each}`)),
  ]
}

const conclusion = ({ before, after, changes }: Advice, { verdicts }: Pen): string => {
  const now = after ?? before
  if (now.of === 0) return verdicts.inconclusive.paint('nothing can be said')
  if (now.outlived < now.of) {
    return verdicts.died.paint(
      changes.length === 0 ? 'no setting is known that would save it' : 'these settings do not save it',
    )
  }
  return verdicts.unaffected.paint(
    after === null
      ? 'outlives it as it is'
      : before.outlived === before.of
        ? 'notices a dead host sooner'
        : 'can be saved',
  )
}

const lookOf = ({ outlived, of }: Proof, { verdicts }: Pen) =>
  of === 0
    ? verdicts.inconclusive
    : outlived === of
      ? verdicts.unaffected
      : outlived === 0
        ? verdicts.died
        : verdicts.stalled

const proofInWords = ({ outlived, of, endings, noticed }: Proof): string => {
  const killed = endings.length === 0 ? '' : ` (${listed(decidersInWords(endings))})`
  const death =
    noticed === null
      ? 'nothing can be said of a dead host'
      : noticed.ms === null
        ? `a dead host is not noticed within ${seconds(noticed.withinMs)}`
        : `a dead host is noticed after ${seconds(noticed.ms)}`
  return of === 0 ? `nothing can be said; ${death}` : `${outlived} of ${of} outlived it${killed}; ${death}`
}
