/** A curve's bands in words. */
import type { Verdict } from '../../cell.js'
import type { Band, Curve } from '../../tune/result.js'
import { count, seconds } from '../amounts.js'
import type { Pen } from '../pen.js'
import { decidersInWords } from '../setting.js'
import { hang } from '../wrap.js'

/** How long it lives, in half a line. */
export const lifeLine = (curve: Curve, pen: Pen): string => {
  const { text, verdict } = lifeOf(curve)
  return (verdict === null ? pen.paint.bold : pen.verdicts[verdict].paint)(text)
}

/** The verdict is `null` where there are several, each in its band. */
export const lifeOf = ({
  limitMs,
  bands,
  trials,
}: Curve): { readonly text: string; readonly verdict: Verdict | null } => {
  if (trials.length === 0) return { text: 'nothing can be said', verdict: 'inconclusive' }
  if (limitMs === null) return { text: 'does not surely outlive even the shortest', verdict: 'died' }
  if (bands.length === 1) return { text: `outlived all of them, up to ${seconds(limitMs)}`, verdict: 'unaffected' }
  return { text: `outlives up to ${seconds(limitMs)}`, verdict: null }
}

/** What each border of it comes from, and where that was to be expected. */
export const bandLines = (curve: Curve, pen: Pen): string[] =>
  bandsInWords(curve).map(({ verdict, text }) => {
    const { glyph, paint } = pen.verdicts[verdict]
    return hang(`  ${paint(glyph)} `, pen.say(text), pen.columns)
  })

export interface ToldBand {
  /** How it looks. */
  readonly verdict: Verdict
  readonly text: string
}

export const bandsInWords = (curve: Curve): ToldBand[] =>
  curve.bands.map((band, index) => {
    const proof = [count(band.of, 'trial'), foretold(band, curve.bands[index - 1], curve)].filter((each) => each !== '')
    const text = `${reach(band, index, curve)}: ${comesOf(band)} (${proof.join(', ')})`
    return { verdict: verdictOf(band), text }
  })

const verdictOf = ({ fate, reconnected }: Band): Verdict =>
  fate === 'outlives' ? 'unaffected' : fate === 'either' ? 'stalled' : reconnected === 1 ? 'reconnected' : 'died'

const reach = ({ fromMs, toMs }: Band, index: number, { bands }: Curve): string => {
  if (bands.length > 1 && index === 0) return `up to ${seconds(toMs)}`
  if (bands.length > 1 && index === bands.length - 1) return `from ${seconds(fromMs)} on`
  return fromMs === toMs ? seconds(fromMs) : `${seconds(fromMs)} to ${seconds(toMs)}`
}

const comesOf = ({ fate, outlived, reconnected, of, endings }: Band): string => {
  const [dies, anew] = fate === 'ends' ? ['dies', 'connects anew'] : ['die', 'connect anew']
  const ended = reconnected === 1 ? anew : reconnected === 0 ? dies : `${dies} or ${anew}`
  const ends = `${ended}: ${decidersInWords(endings).join(' or ')}`
  if (fate === 'outlives') return 'outlives it'
  const lucky = Math.round(outlived * of)
  if (fate === 'ends') return lucky === 0 ? ends : `${ends}; ${lucky} of ${of} outlived it all the same`
  return `${lucky} of ${of} outlived it, the others ${ends}`
}

/** Where the border below a band was to be expected. */
const foretold = ({ fate, fromMs }: Band, before: Band | undefined, { predicted }: Curve): string => {
  if (before === undefined || predicted === null) return ''
  const alike = predicted.filter((band, index) => index > 0 && band.fate === fate)
  const nearest = alike.reduce<Band | undefined>(
    (best, band) =>
      best !== undefined && Math.abs(best.fromMs - fromMs) <= Math.abs(band.fromMs - fromMs) ? best : band,
    undefined,
  )
  return nearest === undefined ? 'not predicted' : `predicted from ${seconds(nearest.fromMs)} on`
}
