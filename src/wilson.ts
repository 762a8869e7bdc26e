/** 97.5 % of a normal distribution lie below. */
const z = 1.959964

/**
 * Between which shares the true one lies, with 95 % confidence, when it was seen in so many of all: 0 to 1. Holds for few and for all or none of them, where the
 * usual interval does not (Wilson 1927, J. Am. Stat. Assoc. 22:209; Brown, Cai and DasGupta 2001, Stat. Sci. 16:101).
 *
 * @param seen 0 to `of`
 */
export const wilson = (seen: number, of: number): readonly [least: number, most: number] => {
  if (of === 0) return [0, 1]
  const share = seen / of
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of)
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
