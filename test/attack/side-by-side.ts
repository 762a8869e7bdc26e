/** So many at a time, as soon as there is room; results in the order of the items. */
export const sideBySide = async <Item, Result>(
  items: readonly Item[],
  most: number,
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let n = next++; n < items.length; n = next++) results[n] = await act(items[n] as Item)
  }
  await Promise.all(Array.from({ length: most }, worker))
  return results
}
