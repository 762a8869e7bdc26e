/** Finished exchanges of many sessions as slots of time: how many ended in each, when, and when the one began that began last. */
import type { Slot } from '../../src/crowd-event.js'

/** A slot is this long, until there are so many that two become one. */
const slotMs = 100
const mostSlots = 2048

export const openSlots = () => {
  let lengthMs = slotMs
  let slots = new Map<number, Slot>()
  const both = (one: Slot | undefined, [firstMs, lastMs, begunMs, count]: Slot): Slot =>
    one === undefined
      ? [firstMs, lastMs, begunMs, count]
      : [Math.min(one[0], firstMs), Math.max(one[1], lastMs), Math.max(one[2], begunMs), one[3] + count]
  const put = (slot: Slot): void => {
    const at = Math.floor(slot[0] / lengthMs)
    slots.set(at, both(slots.get(at), slot))
  }
  return {
    add(endMs: number, tookMs: number): void {
      put([endMs, endMs, hundredths(endMs - tookMs), 1])
      if (slots.size <= mostSlots) return
      lengthMs *= 2
      const finer = slots
      slots = new Map()
      for (const slot of finer.values()) put(slot)
    },
    read: (): readonly Slot[] => [...slots.values()].sort((one, other) => one[0] - other[0]),
  }
}

const hundredths = (ms: number): number => Math.round(ms * 100) / 100
