/** Where labels go, so that none stands on another. */

/** Nobody can measure text where there is no page: a letter is about so wide, in a size of 1. */
const letterWidth = 0.56

export const widthOf = (text: string, size: number): number => text.length * letterWidth * size

export interface Placed<Item> {
  readonly item: Item
  /** 0 is the lowest. */
  readonly level: number
  /** Which side of its place it stands on. */
  readonly anchor: 'start' | 'end'
}

/** @param items in order of their place, px */
export const placed = <Item extends { readonly at: number; readonly text: string }>(
  items: readonly Item[],
  size: number,
  [left, right]: readonly [number, number],
): Placed<Item>[] => {
  const taken: [number, number][][] = []
  return items.map((item) => {
    const width = widthOf(item.text, size) + gap
    const anchor = item.at + width > right && item.at - width > left ? 'end' : 'start'
    const stretch: [number, number] = anchor === 'start' ? [item.at, item.at + width] : [item.at - width, item.at]
    const free = taken.findIndex((level) => level.every(([from, to]) => stretch[1] <= from || stretch[0] >= to))
    const level = free < 0 ? taken.length : free
    taken[level] = [...(taken[level] ?? []), stretch]
    return { item, level, anchor }
  })
}

const gap = 8
