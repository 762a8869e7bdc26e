/** What is tried, shortest first: what a short pause brings is known before a long one is played. */
import type { WireMode } from '../plan.js'
import { between } from '../tune/pauses.js'
import type { Attempt, Move } from './attempt.js'

export interface Space {
  /** Shortest and longest pause, ms. */
  readonly range: readonly [number, number]
  readonly wires: readonly WireMode[]
  /** Ways to move a VM, each with how long it is silent or gone. */
  readonly moves: readonly Move[]
  /** Lengths that are known to have happened, ms: they come first. */
  readonly known: readonly number[]
  /** How many lengths a rung has, and how often each is tried. */
  readonly lengths: number
  readonly repeat: number
  /** At which moments of what sessions do. */
  readonly offsets: Offsets
}

/** The moments at which pauses begin, ms. */
export interface Offsets {
  next(): number
}

const goldenRatio = (Math.sqrt(5) - 1) / 2

/** Evenly spread over the rhythm however many there are; the seed says where they begin, so that the same seed gives the same. */
export const offsetsOf = (seed: number, rhythmMs: number): Offsets => {
  let given = seed * Math.SQRT2
  return {
    next() {
      given += goldenRatio
      return Math.round((given % 1) * rhythmMs)
    },
  }
}

/** Each rung's longest pause, ms. */
const tops = [1000, 4000, 15_000, 60_000, 180_000]

export interface Rung {
  readonly toMs: number
  readonly attempts: readonly Attempt[]
}

export const ladder = (space: Space): readonly Rung[] => {
  const { range, moves, known } = space
  const [fromMs, toMs] = range
  const ends = [...tops.filter((top) => top > fromMs && top < toMs), toMs]
  const rungs = ends.map((top, index): Rung => {
    const bottom = ends[index - 1] ?? fromMs
    const lengths = between(bottom, top, space.lengths + (index === 0 ? 0 : 1)).slice(index === 0 ? 0 : 1)
    const fitting = moves.filter(({ takesMs }) => (index === 0 || takesMs > bottom) && takesMs <= top)
    return { toMs: top, attempts: [...pauses(lengths, space), ...severalPauses(lengths, space), ...fitting.map(once)] }
  })
  const first =
    known.length === 0
      ? []
      : [{ toMs: Math.max(...known), attempts: pauses(known, { ...space, repeat: space.repeat + 1 }) }]
  return [...first, ...rungs]
}

const once = (move: Move): Attempt => ({ ...move, repeat: 1 })

const pauses = (lengths: readonly number[], { wires, repeat, offsets }: Space): readonly Attempt[] =>
  lengths.flatMap((ms) =>
    wires.flatMap((wire) =>
      Array.from({ length: repeat }, (_, n) => ({
        kind: 'pause' as const,
        ms,
        wire,
        times: 1,
        afterMs: offsets.next(),
        repeat: n + 1,
      })),
    ),
  )

/** A VM that is moved again and again: the second pause may meet what the first one left behind. */
const severalTimes = 3
const severalPauses = (lengths: readonly number[], { wires, offsets }: Space): readonly Attempt[] => {
  // A rung with three of its longest would take three times as long.
  const ms = lengths[Math.floor((lengths.length - 1) / 2)]
  const [wire] = wires
  if (ms === undefined || wire === undefined) return []
  return [{ kind: 'pause', ms, wire, times: severalTimes, afterMs: offsets.next(), repeat: 1 }]
}
