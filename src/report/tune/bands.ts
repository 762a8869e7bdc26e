/** A curve's bands in words. */
import type { Band, Curve } from '../../tune/result.js'
import { count, seconds } from '../amounts.js'
import type { Pen } from '../pen.js'
import { decidersInWords } from '../setting.js'
import { hang } from '../wrap.js'

/** How long it lives, in half a line. */
export const lifeLine = ({ limitMs, bands, trials }: Curve, pen: Pen): string => {
  const { unaffected, died, inconclusive } = pen.verdicts
  if (trials.length === 0) return inconclusive.paint('nothing can be said')
  if (limitMs === null) return died.paint('does not surely outlive even the shortest')
  if (bands.length === 1) return unaffected.paint(`outlived all of them, up to ${seconds(limitMs)}`)
  return pen.paint.bold(`outlives up to ${seconds(limitMs)}`)
}

/** What each border of it comes from, and where that was to be expected. */
export const bandLines = (curve: Curve, pen: Pen): string[] =>
  curve.bands.map((band, index) => {
    const { glyph, paint } = lookOf(band, pen)
    const proof = [count(band.of, 'trial'), foretold(band, curve.bands[index - 1], curve)].filter((each) => each !== '')
    const text = `${reach(band, index, curve)}: ${comesOf(band)} (${proof.join(', ')})`
    return hang(`  ${paint(glyph)} `, pen.say(text), pen.columns)
  })

const lookOf = ({ fate, reconnected }: Band, { verdicts }: Pen) =>
  fate === 'outlives'
    ? verdicts.unaffected
    : fate === 'either'
      ? verdicts.stalled
      : reconnected === 1
        ? verdicts.reconnected
        : verdicts.died

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
