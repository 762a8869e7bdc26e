/** Does something `count` times, so many at a time. */
export const inTurns = async (count: number, atOnce: number, act: (index: number) => Promise<void> | undefined) => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker))
}
