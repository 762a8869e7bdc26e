/** What to turn, what was measured before and after, and the lines to paste. */
import type { Verdict } from '../../cell.js'
import type { Advice, Proof } from '../../tune/result.js'
import { listed, seconds } from '../amounts.js'
import type { Pen } from '../pen.js'
import { sessionName } from '../session-name.js'
import { decidersInWords } from '../setting.js'
import { hang } from '../wrap.js'
import { pasted } from './paste.js'

export const adviceLines = (advice: Advice, pen: Pen): string[] => {
  const { after, changes, profile, wire } = advice
  const name = pen.paint.bold(pen.say(`${sessionName(advice)} on ${profile}, ${wire}`))
  const { verdict, text } = conclusionOf(advice)
  return [
    `${name}  ${pen.verdicts[verdict].paint(text)}`,
    ...proofsInWords(advice).map(({ label, verdict, text }) => {
      const { glyph, paint } = pen.verdicts[verdict]
      return hang(`  ${paint(glyph)} ${label.padEnd(6)}  `, pen.say(text), pen.columns)
    }),
    ...(after === null ? [] : pasted(changes, pen).map((each) => `    ${each}`)),
  ]
}

export interface ToldProof {
  /** How it looks. */
  readonly verdict: Verdict
  readonly text: string
}

export const conclusionOf = ({ before, after, changes }: Advice): ToldProof => {
  const now = after ?? before
  if (now.of === 0) return { verdict: 'inconclusive', text: 'nothing can be said' }
  if (now.outlived < now.of) {
    return {
      verdict: 'died',
      text: changes.length === 0 ? 'no setting is known that would save it' : 'these settings do not save it',
    }
  }
  const alreadyDid = before.outlived === before.of
  return {
    verdict: 'unaffected',
    text: after === null ? 'outlives it as it is' : alreadyDid ? 'notices a dead host sooner' : 'can be saved',
  }
}

/** What was measured as it is, or before and after something was turned. */
export const proofsInWords = ({ before, after }: Advice): (ToldProof & { readonly label: string })[] =>
  [
    { label: after === null ? 'as is' : 'before', proof: before },
    ...(after === null ? [] : [{ label: 'after', proof: after }]),
  ].map(({ label, proof }) => ({ label, verdict: verdictOf(proof), text: proofInWords(proof) }))

const verdictOf = ({ outlived, of }: Proof): Verdict =>
  of === 0 ? 'inconclusive' : outlived === of ? 'unaffected' : outlived === 0 ? 'died' : 'stalled'

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
