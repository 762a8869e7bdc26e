/** The grid as a picture: a row a move, a column a session, each cell with its verdict in sign, word and colour, and its stall. */
import * as Plot from '@observablehq/plot'
import { seconds } from '../../src/report/amounts.js'
import type { PageCell, PageRun } from '../../src/report/html/data.js'
import { verdictGlyphs } from '../../src/report/verdict-glyphs.js'
import { widthOf } from './labels.js'
import type { Paint } from './paint.js'

const [cellWidth, cellHeight, labelSize] = [114, 38, 12]
const [top, right, bottom] = [46, 10, 8]

export const drawGrid = ({ cells, moves }: Pick<PageRun, 'cells' | 'moves'>, paint: Paint): SVGElement => {
  const { colour } = paint
  const shown = cells.filter(({ move }) => move !== null)
  const rowOf = ({ move }: PageCell): string => moves[move ?? -1]?.name ?? ''
  const columnOf = ({ who, profile }: PageCell): string => `${who}\n${profile}`
  const order = orderIn(shown)
  const columns = [...new Set([...shown].sort((a, b) => order(a) - order(b)).map(columnOf))]
  const rows = [...new Set(shown.map(rowOf))]
  const left = Math.max(60, ...rows.map((row) => widthOf(row, labelSize))) + 16
  const place = { x: columnOf, y: rowOf }
  return Plot.plot({
    ...(paint.document && { document: paint.document }),
    width: left + right + columns.length * cellWidth,
    height: top + bottom + rows.length * cellHeight,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: left,
    marginRight: right,
    style: { fontSize: `${labelSize}px`, color: colour('ink'), background: 'none' },
    x: { domain: columns, axis: null, padding: 0.04 },
    y: { domain: rows, label: null, tickSize: 0, padding: 0.08 },
    marks: [
      Plot.text(columns, {
        x: (name: string) => name,
        frameAnchor: 'top',
        dy: -8,
        lineAnchor: 'bottom',
        text: (name: string) => name,
        fontWeight: 600,
        fontSize: 11,
      }),
      Plot.cell(shown, { ...place, fill: (cell: PageCell) => colour(`${cell.verdict}-ground`), rx: 3 }),
      Plot.text(shown, {
        ...place,
        text: (cell: PageCell) => `${verdictGlyphs[cell.verdict]} ${cell.verdict}`,
        fill: (cell: PageCell) => colour(cell.verdict),
        fontWeight: 600,
        dy: -7,
      }),
      Plot.text(shown, {
        ...place,
        text: ({ verdict, longestStallMs }: PageCell) => (verdict === 'inconclusive' ? '' : seconds(longestStallMs)),
        fill: (cell: PageCell) => colour(cell.verdict),
        dy: 8,
      }),
    ],
  }) as SVGElement
}

/** Profiles side by side, in each the sessions in the report's order. */
const orderIn = (all: readonly PageCell[]): ((cell: PageCell) => number) => {
  const profiles = [...new Set(all.map(({ profile }) => profile))]
  const whos = [...new Set(all.map(({ who }) => who))]
  return ({ profile, who }) => profiles.indexOf(profile) * whos.length + whos.indexOf(who)
}
