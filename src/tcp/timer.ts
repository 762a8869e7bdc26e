/**
 * When a kernel's timer fires. Linux keeps its timers in a wheel whose spokes are the coarser the farther away they are, and rounds up:
 * a timer never fires early, and up to an eighth of its length late. A retransmission that is due after 52 s leaves after 52 to 54 s, and
 * those delays add up; they decide whether a session dies when it is close.
 */

/**
 * @param nowMs when it is set, on any clock. At least 0.
 * @param delayMs for how long. At least 0; rounded up to ticks.
 * @returns when it fires, on the same clock.
 */
export type Timer = (nowMs: number, delayMs: number) => number

/** Timers as textbooks have them. */
export const onTime: Timer = (nowMs, delayMs) => nowMs + delayMs

/** CONFIG_HZ of Debian and older Ubuntu; others have 1000 or 300. */
export const debianHz = 250

/** Spokes at each level of the wheel, and how much coarser the next level is (linux, kernel/time/timer.c, LVL_BITS, LVL_CLK_SHIFT). */
const spokes = 64
const coarserBits = 3

/** From how many ticks on each level begins (kernel/time/timer.c, LVL_START). */
const levels = Array.from({ length: 8 }, (_, level) => (spokes - 1) * 2 ** (level * coarserBits))

/** By how many bits a timer of so many ticks is rounded (kernel/time/timer.c, calc_wheel_index). */
const roundingBits = (ticks: number): number => {
  let level = 0
  while (ticks >= (levels[level] ?? Number.POSITIVE_INFINITY)) level++
  return level * coarserBits
}

/** Exactly when it fires, if `nowMs` is on the kernel's clock (kernel/time/timer.c, calc_index). @param hz ticks a second, 100 to 1000 */
export const inWheel = (hz: number): Timer => {
  const tickMs = 1000 / hz
  return (nowMs, delayMs) => {
    const ticks = Math.ceil(delayMs / tickMs)
    const spoke = 2 ** roundingBits(ticks)
    return (Math.floor((Math.floor(nowMs / tickMs) + ticks) / spoke) + 1) * spoke * tickMs
  }
}

/** When it fires on average: for when nobody knows the kernel's clock. @param hz ticks a second, 100 to 1000 */
export const typically = (hz: number): Timer => {
  const tickMs = 1000 / hz
  return (nowMs, delayMs) => {
    const ticks = Math.ceil(delayMs / tickMs)
    return nowMs + (ticks + 2 ** roundingBits(ticks) / 2) * tickMs
  }
}

/** The same timer on a clock that is behind by so much. */
export const shifted =
  (timer: Timer, byMs: number): Timer =>
  (nowMs, delayMs) =>
    timer(nowMs + byMs, delayMs) - byMs
