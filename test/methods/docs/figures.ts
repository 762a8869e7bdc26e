/** The table of published figures and what is planned for each. */
import { errorOf, type Figure, figures, modelled } from '../figures/figure.js'
import { table } from './sections.js'

export const figureTable = (): string =>
  table(
    ['', 'figure', 'published', 'planned', 'error'],
    figures.map((figure) => [
      figure.id,
      figure.what,
      publishedIn(figure),
      amount(modelled(figure), figure.published.unit),
      errorIn(figure),
    ]),
  )

/** Why some figures are shown, and the model is not held to them. */
export const reasons = (): string =>
  figures
    .flatMap(({ id, onlyReported }) => (onlyReported === undefined ? [] : [`- ${id}: ${onlyReported}.`]))
    .join('\n')

const publishedIn = ({ published }: Figure): string => {
  if ('value' in published) return amount(published.value, published.unit)
  const atMost = amount(published.atMost, published.unit)
  return published.atLeast === undefined
    ? `at most ${atMost}`
    : `${amount(published.atLeast, published.unit)} to ${atMost}`
}

const errorIn = (figure: Figure): string => {
  const percent = Math.round(errorOf(figure) * 100)
  const error = 'value' in figure.published || percent !== 0 ? `${percent > 0 ? '+' : ''}${percent} %` : 'within'
  if (figure.onlyReported !== undefined) return `${error} (see below)`
  return figure.isParameter ? `${error} (a parameter)` : error
}

const amount = (value: number, unit: Figure['published']['unit']): string => {
  if (unit !== 'ms') return `${Number(value.toPrecision(3))} ${unit}`
  return value < 1000 ? `${Math.round(value)} ms` : `${Number((value / 1000).toPrecision(3))} s`
}
