/** Which rows and columns the grid has: a row a move, a column a kind of session on a client machine. Pure. */
import { groupBy } from '../../src/group-by.js'
import type { PageCell, PageMove, PageRun } from '../../src/report/html/data.js'

export interface Row {
  readonly key: string
  /** `null` for the VM that was not moved. */
  readonly move: PageMove | null
  /** By column; where several share a place, all of them. */
  readonly cells: readonly (readonly PageCell[])[]
}

export interface Layout {
  readonly profiles: readonly { readonly name: string; readonly whos: readonly string[] }[]
  readonly rows: readonly Row[]
}

export const layoutOf = ({ moves }: Pick<PageRun, 'moves'>, cells: readonly PageCell[]): Layout => {
  const whos = [...new Set(cells.map(({ who }) => who))]
  const profiles = [...groupBy(cells, ({ profile }) => profile)].map(([name, some]) => ({
    name,
    whos: whos.filter((who) => some.some((cell) => cell.who === who)),
  }))
  const columns = profiles.flatMap(({ name, whos }) => whos.map((who) => keyOf(name, who)))
  return {
    profiles,
    rows: [...groupBy(cells, ({ move }) => move)].map(([move, some]) => {
      const byColumn = groupBy(some, ({ profile, who }) => keyOf(profile, who))
      return {
        key: `${move}`,
        move: move === null ? null : (moves[move] ?? null),
        cells: columns.map((column) => byColumn.get(column) ?? []),
      }
    }),
  }
}

const keyOf = (profile: string, who: string): string => JSON.stringify([profile, who])
