/** A thousand migrations have thousands of phases: of so many a page shows those that matter most. */
import type { Bounded } from './data.js'

/** @param weight the heaviest are kept, in their order; left out, the first */
export const bounded = <Item>(items: readonly Item[], most: number, weight?: (item: Item) => number): Bounded<Item> => {
  if (items.length <= most) return { items, of: items.length }
  if (weight === undefined) return { items: items.slice(0, most), of: items.length }
  const kept = new Set(items.toSorted((one, other) => weight(other) - weight(one)).slice(0, most))
  return { items: items.filter((item) => kept.has(item)), of: items.length }
}

/** The first and the last, where those in the middle matter least. */
export const boundedToEnds = <Item>(items: readonly Item[], most: number): Bounded<Item> =>
  items.length <= most
    ? { items, of: items.length }
    : { items: [...items.slice(0, most / 2), ...items.slice(-most / 2)], of: items.length }
