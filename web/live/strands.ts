/**
 * How the threads of a VM hang, eased from one state to the next. Of thousands of sessions only some are drawn, evenly chosen: more would be less than a
 * pixel apart.
 */
import type { Letter } from '../../src/live/format'

export interface Strand {
  letter: Letter
  /** 0 is taut, 1 hangs as low as it can. */
  sag: number
  /** 0 is whole, 1 is apart, with both ends hanging. */
  apart: number
}

export interface Strands {
  readonly all: readonly Strand[]
  /** Towards these letters by so much time. Returns whether everything is where it should be. */
  step(letters: readonly Letter[], stepMs: number): boolean
}

export const mostStrands = 240
const sagEaseMs = 260
const apartEaseMs = 160

const goals: Readonly<Record<Letter, { readonly sag: number; readonly apart: number }>> = {
  '.': { sag: 0, apart: 0 },
  t: { sag: 0, apart: 0 },
  i: { sag: 0.16, apart: 0 },
  s: { sag: 1, apart: 0 },
  b: { sag: 0, apart: 1 },
  c: { sag: 0, apart: 0 },
  r: { sag: 0, apart: 0 },
  f: { sag: 0.1, apart: 0 },
  d: { sag: 0, apart: 1 },
}

export const newStrands = (): Strands => {
  let all: Strand[] = []
  return {
    get all() {
      return all
    },
    step(letters, stepMs) {
      const count = Math.min(letters.length, mostStrands)
      if (all.length !== count) {
        all = Array.from({ length: count }, (_, nth) => {
          const letter = letters[pick(nth, count, letters.length)] ?? '.'
          return { letter, ...goals[letter] }
        })
        return true
      }
      let isStill = true
      for (const [nth, strand] of all.entries()) {
        strand.letter = letters[pick(nth, count, letters.length)] ?? '.'
        const goal = goals[strand.letter]
        strand.sag = towards(strand.sag, goal.sag, stepMs / sagEaseMs)
        strand.apart = towards(strand.apart, goal.apart, stepMs / apartEaseMs)
        if (strand.sag !== goal.sag || strand.apart !== goal.apart) isStill = false
      }
      return isStill
    },
  }
}

const pick = (nth: number, count: number, of: number): number => Math.floor((nth * of) / count)

const towards = (value: number, goal: number, steps: number): number => {
  const next = value + (goal - value) * (1 - Math.exp(-steps))
  return Math.abs(goal - next) < 0.01 ? goal : next
}
