/** Takes some of a scenario's cells: `--only`, `--preset`, `--memory`, `--session`, `--shape`, `--profile`. */
import { type Cell, sessionLabel } from '../cell.js'
import { UsageError } from '../errors.js'
import { expectedOneOf } from './nearest.js'
import { parse } from './problem.js'
import { quote } from './quote.js'
import { memorySize } from './units.js'

/** A cell must have one of each list that is given; all of them together must leave something. */
export interface Narrow {
  /** Text that a cell's id contains, small and capital letters alike; `*` stands for any text: `512MiB*linux`. */
  readonly only?: readonly string[]
  readonly preset?: readonly string[]
  /** "1 GiB" */
  readonly memory?: readonly string[]
  readonly session?: readonly string[]
  readonly shape?: readonly string[]
  readonly profile?: readonly string[]
}

/** @throws UsageError that says what there is */
export const narrowCells = (cells: readonly Cell[], narrow: Narrow): readonly Cell[] => {
  const refused: string[] = []
  /** Keeps the cells whose `key` is one of the wanted; a wanted one that no cell has is refused. */
  const keep = (option: string, wanted: readonly string[] | undefined, key: (cell: Cell) => string) => {
    if (wanted === undefined || wanted.length === 0) return () => true
    const there = [...new Set(cells.map(key))]
    for (const each of wanted.filter((each) => !there.includes(each))) {
      refused.push(`${option}: ${quote(each)} is not in the scenario; ${expectedOneOf(there, each)}`)
    }
    return (cell: Cell) => wanted.includes(key(cell))
  }
  const sizes = narrow.memory?.flatMap((written) => {
    const size = parse(memorySize, written)
    if (!size.success) refused.push(`memory: ${size.error.issues[0]?.message}`)
    return size.success ? [`${size.data} MiB`] : []
  })
  const filters = [
    keep('preset', narrow.preset, ({ preset }) => preset),
    keep('memory', sizes, ({ memoryMiB }) => `${memoryMiB} MiB`),
    keep('session', narrow.session, sessionLabel),
    keep('shape', narrow.shape, ({ shape }) => shape),
    keep('profile', narrow.profile, ({ profile }) => profile),
    keepOnly(narrow.only),
  ]
  if (refused.length > 0) throw new UsageError(refused.join('\n'))

  const kept = cells.filter((cell) => filters.every((filter) => filter(cell)))
  if (kept.length > 0) return kept
  const some = cells.slice(0, 3).map(({ id }) => id)
  throw new UsageError(
    `nothing is left of the scenario's ${cells.length} cells after ${describe(narrow)}; they are like ${some.join(', ')}`,
  )
}

const keepOnly = (only: readonly string[] | undefined): ((cell: Cell) => boolean) => {
  if (only === undefined || only.length === 0) return () => true
  const matchers = only.map(matcherOf)
  return ({ id }) => matchers.some((matches) => matches(id))
}

/** Whether a cell's id contains the text, small and capital letters alike; `*` stands for any text. */
export const matcherOf = (text: string): ((id: string) => boolean) => {
  const pattern = new RegExp(text.split(/\*+/).map(escaped).join('.*'), 'i')
  return (id) => pattern.test(id)
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** "only 5GiB, session echo" */
const describe = (narrow: Narrow): string =>
  Object.entries(narrow)
    .filter(([, wanted]) => wanted !== undefined && wanted.length > 0)
    .map(([option, wanted]) => `${option} ${wanted.join(' ')}`)
    .join(', ')
