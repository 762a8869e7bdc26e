/** The word that somebody probably meant. */
import { distance } from 'fastest-levenshtein'

/** The choice nearest to `word`, unless none is near: a third of the word may be wrong, or an end missing. */
export const nearest = (word: string, choices: readonly string[]): string | undefined => {
  const said = word.toLowerCase()
  const ranked = choices
    .map((choice) => ({ choice, off: distance(said, choice.toLowerCase()) }))
    .sort((a, b) => a.off - b.off)
  const [best] = ranked
  if (best !== undefined && best.off <= Math.max(2, word.length / 3)) return best.choice
  return said.length < 3 ? undefined : choices.find((choice) => choice.toLowerCase().includes(said))
}

/** "expected a, b or c; did you mean b?" */
export const expectedOneOf = (choices: readonly string[], word: unknown): string => {
  const meant = typeof word === 'string' ? nearest(word, choices) : undefined
  const [last, ...others] = [...choices].reverse()
  const expected = others.length > 0 ? `expected ${others.reverse().join(', ')} or ${last}` : `expected ${last}`
  return meant === undefined ? expected : `${expected}; did you mean ${meant}?`
}
