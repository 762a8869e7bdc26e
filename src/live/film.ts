/** Frames that are kept while a run goes on, for whoever comes later or looks back: all of the last ones, fewer of those before. */
import type { Frame, LogEntry } from './format.js'
import { newest } from './log.js'

export interface Film {
  readonly frames: readonly Frame[]
  /** The newest entries, each with its cause once that is known, in the order of their times. */
  readonly log: ReadonlyMap<string, LogEntry>
}

export const newFilm = (): Film => ({ frames: [], log: new Map() })

/** @param most frames that are kept, at least 2 */
export const withFrame = ({ frames, log }: Film, { log: entries, ...frame }: Frame, most: number): Film => {
  const last = frames.at(-1)
  // Thousands of letters are kept once as long as they are the same.
  const sessions = last?.sessions === frame.sessions ? last.sessions : frame.sessions
  const all = [...(frames.length >= most ? thinned(frames) : frames), { ...frame, sessions }]
  if (entries === undefined) return { frames: all, log }
  return { frames: all, log: new Map(newest([...log, ...entries.map((entry) => [entry.key, entry] as const)])) }
}

/** Every second one of the older half. */
const thinned = (frames: readonly Frame[]): readonly Frame[] => {
  const half = Math.floor(frames.length / 2)
  return frames.filter((_, index) => index >= half || index % 2 === 0)
}

/** At most so many of them, evenly chosen, the last one among them. */
export const excerpt = (frames: readonly Frame[], most: number): readonly Frame[] => {
  const step = Math.ceil(frames.length / Math.max(1, most))
  return frames.filter((_, index) => (frames.length - 1 - index) % step === 0)
}
