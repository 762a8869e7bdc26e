/**
 * Says in words which cells a set has: "all on windows-2008", "file-copy and database from 1 GiB up". Where no such words fit, it counts.
 */
import { sessionLabel } from '../../cell.js'
import { groupBy } from '../../group-by.js'
import type { CellResult } from '../../result.js'
import { listed, memory } from '../amounts.js'

/** What cells of one preset differ in, the one that divides them best first. */
const facets = {
  profile: ({ profile }: Told): string => profile,
  session: sessionLabel,
  shape: ({ shape }: Told): string => shape,
  memoryMiB: ({ memoryMiB }: Told): number => memoryMiB,
}
type Facet = keyof typeof facets
const names = Object.keys(facets) as Facet[]

/** What is told of a cell here; a planned one has it as well. */
export type Told = Pick<CellResult, 'profile' | 'session' | 'endsOn' | 'shape' | 'memoryMiB'>

/** @param of all cells, `some` among them */
export const which = (some: readonly Told[], of: readonly Told[]): string =>
  some.length === of.length ? 'all' : (inWords(some, of) ?? counted(some, of))

/** When the set is exactly those cells that have one of these profiles, one of these sessions, shapes and sizes. */
const inWords = (some: readonly Told[], of: readonly Told[]): string | undefined => {
  if (alikeIn(names, some, of).length !== some.length) return undefined
  const profiles = chosen(some, of, 'profile')
  const sizes = chosen(some, of, 'memoryMiB')
  const withoutShape = names.filter((name) => name !== 'shape')
  const isShapeClear = alikeIn(withoutShape, some, of).length === some.length
  return [
    kinds(chosen(some, of, 'session'), isShapeClear ? undefined : chosen(some, of, 'shape')),
    ...(profiles === undefined ? [] : [`on ${listed(profiles)}`]),
    ...(sizes === undefined ? [] : [sizesInWords(sizes, valuesIn(of, 'memoryMiB'))]),
  ].join(' ')
}

/** The cells that have, in each of these, a value that one of `some` has. */
const alikeIn = (these: readonly Facet[], some: readonly Told[], of: readonly Told[]): readonly Told[] => {
  const has = these.map((name) => new Set<unknown>(valuesIn(some, name)))
  return of.filter((cell) => these.every((name, index) => has[index]?.has(facets[name](cell))))
}

/** "all", "all idle", "echo listening" as in the table, "listening echo and console". */
const kinds = (sessions: readonly string[] | undefined, shapes: readonly string[] | undefined): string => {
  const [who, when] = [listed(sessions ?? ['all']), listed(shapes ?? [])]
  if (when === '') return who
  return sessions === undefined || sessions.length === 1 ? `${who} ${when}` : `${when} ${who}`
}

/** "all on windows-2008 and 2 of 20 on linux" */
const counted = (some: readonly Told[], of: readonly Told[]): string => {
  const name = names.find((name) => valuesIn(of, name).length > 1)
  if (name === undefined) return `${some.length} of ${of.length}`
  const parts = [...groupBy<Told, unknown>(of, facets[name]).values()].flatMap((part) => {
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

type Value<Name extends Facet> = ReturnType<(typeof facets)[Name]>

const valuesIn = <Name extends Facet>(cells: readonly Told[], name: Name): Value<Name>[] => [
  ...new Set(cells.map((cell) => facets[name](cell) as Value<Name>)),
]

/** The values in `some`, or `undefined` when those are all there are. */
const chosen = <Name extends Facet>(some: readonly Told[], of: readonly Told[], name: Name) => {
  const values = valuesIn(some, name)
  return values.length === valuesIn(of, name).length ? undefined : values
}
