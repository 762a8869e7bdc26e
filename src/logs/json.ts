/** JSON that somebody saved: one value, or one a line. */
import { linesOf } from './log.js'

/** `undefined` where it is none. */
export const readJson = (text: string): readonly unknown[] | undefined => {
  const clean = text.replace(/^\uFEFF/, '').trim()
  if (!/^[[{]/.test(clean)) return undefined
  try {
    return [JSON.parse(clean)]
  } catch {
    try {
      return linesOf(clean).flatMap(([line]) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]))
    } catch {
      return undefined
    }
  }
}
