/** One cell: its verdict in sign, word and colour, its stall, and what must not be overlooked. */
import { seconds } from '../../src/report/amounts.js'
import type { PageCell } from '../../src/report/html/data.js'
import { verdictGlyphs } from '../../src/report/verdict-glyphs.js'

interface Given {
  readonly cell: PageCell
  /** "quick-migration, 1 GiB" */
  readonly where: string
  readonly isOpen: boolean
  toggle(cell: PageCell): void
}

export const CellButton = ({ cell, where, isOpen, toggle }: Given) => (
  <button
    type="button"
    class={`cell ${cell.verdict}`}
    id={buttonId(cell.id)}
    aria-expanded={isOpen}
    onClick={() => toggle(cell)}
  >
    <span class="whose">{cell.name}</span>
    <span class="aloud">, {where}: </span>
    <b>
      <span aria-hidden="true">{verdictGlyphs[cell.verdict]}</span> {cell.verdict}
    </b>{' '}
    <span class="stall">
      {stall(cell)}
      {marks(cell).map(({ sign, words }) => (
        <span key={sign} title={words}>
          <b aria-hidden="true"> {sign}</b>
          <span class="aloud">, {words}</span>
        </span>
      ))}
    </span>
  </button>
)

export const buttonId = (id: string): string => `cell:${id}`

const stall = ({ verdict, longestStallMs }: PageCell): string =>
  verdict === 'inconclusive' ? '' : seconds(longestStallMs)

/** The signs that a cell may bear, which the legend spells out. */
export const marks = ({
  shortfalls,
  isAsPredicted,
}: PageCell): readonly { readonly sign: string; readonly words: string }[] => [
  ...(shortfalls.length > 0 ? [{ sign: '!', words: 'not as expected' }] : []),
  ...(isAsPredicted === false ? [{ sign: '≠', words: 'not as predicted' }] : []),
]
