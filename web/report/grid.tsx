/** The grid: preset × memory by session. A cell opens its story below its row. */

import { memory } from '../../src/report/amounts.js'
import type { PageCell, PageRun } from '../../src/report/html/data.js'
import { CellButton } from './cell-button.js'
import { layoutOf, type Row } from './grid-layout.js'
import { StoryPanel } from './story.js'
import { useSoon } from './use-soon.js'

interface Given {
  readonly caption: string
  readonly run: PageRun
  readonly cells: readonly PageCell[]
  readonly open: string | null
  toggle(cell: PageCell): void
}

export const Grid = ({ caption, run, cells, open, toggle }: Given) => {
  const { profiles, rows: all } = layoutOf(run, cells)
  const isSoon = useSoon()
  const rows = isSoon ? all : all.slice(0, firstRows)
  const columns = profiles.reduce((sum, { whos }) => sum + whos.length, 0)
  return (
    // Wider than the page with many sessions: it is scrolled by itself, by keys too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="grid" tabIndex={0} aria-label={caption}>
      <table>
        <caption class="aloud">{caption}</caption>
        <thead>
          <tr>
            <th rowSpan={2} scope="col" class="column">
              moved by
            </th>
            {profiles.map(({ name, whos }) => (
              <th colSpan={whos.length} scope="colgroup" class="column profile">
                {name}
              </th>
            ))}
          </tr>
          <tr>
            {profiles.flatMap(({ name, whos }) =>
              whos.map((who) => (
                <th key={`${name} ${who}`} scope="col" class="column">
                  {who}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const opened = row.cells.flat().find(({ id }) => id === open)
            return [
              <GridRow key={row.key} row={row} opened={opened} toggle={toggle} />,
              opened && (
                <tr key={`${row.key} story`} class="opened">
                  <td colSpan={columns + 1}>
                    <StoryPanel key={opened.id} cell={opened} move={row.move} close={() => toggle(opened)} />
                  </td>
                </tr>
              ),
            ]
          })}
        </tbody>
      </table>
    </section>
  )
}

/** As many as any screen shows at once. */
const firstRows = 30

interface RowGiven {
  readonly row: Row
  readonly opened: PageCell | undefined
  toggle(cell: PageCell): void
}

const GridRow = ({ row: { move, cells }, opened, toggle }: RowGiven) => {
  const where = move?.name ?? 'the VM that was not moved'
  return (
    <tr>
      <th scope="row" class="row">
        {move === null ? (
          'not moved'
        ) : (
          <>
            <b>{move.preset}</b> <span class="memory">{sizeOf(move)}</span>
            <small>{move.silence}</small>
          </>
        )}
      </th>
      {cells.map((some, index) => (
        <td key={`${index}`} class="place">
          {some.map((cell) => (
            <CellButton key={cell.id} cell={cell} where={where} isOpen={cell === opened} toggle={toggle} />
          ))}
        </td>
      ))}
    </tr>
  )
}

const sizeOf = ({ memoryMiB, vmNumber, repetition }: NonNullable<Row['move']>): string =>
  [
    memory(memoryMiB),
    ...(vmNumber === null ? [] : [`VM ${vmNumber}`]),
    ...(repetition === null ? [] : [`time ${repetition}`]),
  ].join(', ')
