/** Which cell is meant: by its id, or by a part of one that no other has. */
import type { Verdict } from '../../cell.js'
import { UsageError } from '../../errors.js'
import { matcherOf } from '../../scenario/narrow.js'
import { nearest } from '../../scenario/nearest.js'
import { quote } from '../../scenario/quote.js'

type Choice = { readonly id: string; readonly verdict: Verdict; readonly control: boolean }

const mostListed = 40

/** @param text small and capital letters alike; `*` stands for any text. @throws UsageError that lists the candidates */
export const pickCell = (cells: readonly Choice[], text: string | undefined): string => {
  const exact = cells.find(({ id }) => id === text)
  if (exact !== undefined) return exact.id
  const fitting = cells.filter(({ id }) => matcherOf(text ?? '')(id))
  // The control is meant only by who says so.
  const moved = fitting.filter(({ control }) => !control)
  const [only] = moved.length === 0 ? fitting : moved
  if (only !== undefined && (fitting.length === 1 || moved.length === 1)) return only.id
  if (text === undefined)
    throw new UsageError(`which cell? Expected an id, or a part of one that fits only one:\n${list(cells)}`)
  if (only !== undefined) {
    throw new UsageError(`${quote(text)} fits ${fitting.length} cells; expected more of one id:\n${list(fitting)}`)
  }
  const meant = meantBy(cells, text)
  const hint = meant.length === 0 ? '' : `; did you mean ${meant[0]?.id}?`
  throw new UsageError(`${quote(text)} fits no cell${hint}\n${list(meant.length === 0 ? cells : meant)}`)
}

/** The cells that fit when each word of the text is mended by itself. */
const meantBy = (cells: readonly Choice[], text: string): readonly Choice[] => {
  const words = [...new Set(cells.flatMap(({ id }) => id.split('/')))]
  const mended = text
    .split(/[/*\s]+/)
    .filter((word) => word !== '')
    .map((word) => nearest(word, words) ?? word)
  return cells.filter(({ id }) => mended.every((word) => id.toLowerCase().includes(word.toLowerCase())))
}

const list = (cells: readonly Choice[]): string =>
  [
    ...cells.slice(0, mostListed).map(({ id, verdict }) => `  ${id} (${verdict})`),
    ...(cells.length > mostListed ? [`  and ${cells.length - mostListed} more`] : []),
  ].join('\n')
