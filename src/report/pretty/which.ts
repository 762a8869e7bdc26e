/**
 * Says in words which cells a set has: "all on windows-2008", "file-copy and database from 1 GiB up". Where no such words fit, it counts.
 */
import { groupBy } from '../../group-by.js'
import type { CellResult } from '../../result.js'
import { listed, memory } from '../amounts.js'

/** What cells of one preset differ in, the one that divides them best first. */
const dimensions = ['profile', 'session', 'memoryMiB'] as const

/** @param of all cells, `some` among them */
export const which = (some: readonly CellResult[], of: readonly CellResult[]): string =>
  some.length === of.length ? 'all' : (inWords(some, of) ?? counted(some, of))

/** When the set is exactly those cells that have one of these profiles, one of these sessions and one of these sizes. */
const inWords = (some: readonly CellResult[], of: readonly CellResult[]): string | undefined => {
  const has = dimensions.map((dimension) => new Set<unknown>(valuesIn(some, dimension)))
  const fitting = of.filter((cell) => dimensions.every((dimension, index) => has[index]?.has(cell[dimension])))
  if (fitting.length !== some.length) return undefined
  const sessions = chosen(some, of, 'session')
  const profiles = chosen(some, of, 'profile')
  const sizes = chosen(some, of, 'memoryMiB')
  return [
    sessions === undefined ? 'all' : listed(sessions),
    ...(profiles === undefined ? [] : [`on ${listed(profiles)}`]),
    ...(sizes === undefined ? [] : [sizesInWords(sizes, valuesIn(of, 'memoryMiB'))]),
  ].join(' ')
}

/** "all on windows-2008 and 2 of 20 on linux" */
const counted = (some: readonly CellResult[], of: readonly CellResult[]): string => {
  const dimension = dimensions.find((dimension) => valuesIn(of, dimension).length > 1)
  if (dimension === undefined) return `${some.length} of ${of.length}`
  const parts = [...groupBy(of, (cell) => cell[dimension]).values()].flatMap((part) => {
    const within = some.filter((cell) => part.includes(cell))
    if (within.length === 0) return []
    const place = inWords(part, of)?.replace('all ', '')
    return [inWords(within, of) ?? `${within.length} of ${part.length} ${place}`]
  })
  return listed(parts)
}

/** Sizes are in order, so a run of them at one end has a shorter name. */
const sizesInWords = (some: readonly number[], all: readonly number[]): string => {
  const [sorted, within] = [all.toSorted(ascending), some.toSorted(ascending)]
  const [least = 0, most = 0] = [within[0], within.at(-1)]
  const adjoining = sorted.indexOf(most) - sorted.indexOf(least) === within.length - 1
  if (adjoining && within.length > 1 && most === sorted.at(-1)) return `from ${memory(least)} up`
  if (adjoining && within.length > 1 && least === sorted[0]) return `up to ${memory(most)}`
  return `with ${listed(within.map(memory))}`
}

const ascending = (a: number, b: number): number => a - b

const valuesIn = <Key extends keyof CellResult>(cells: readonly CellResult[], key: Key): CellResult[Key][] => [
  ...new Set(cells.map((cell) => cell[key])),
]

/** The values in `some`, or `undefined` when those are all there are. */
const chosen = <Key extends keyof CellResult>(some: readonly CellResult[], of: readonly CellResult[], key: Key) => {
  const values = valuesIn(some, key)
  return values.length === valuesIn(of, key).length ? undefined : values
}
