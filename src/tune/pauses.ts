/** Which pauses are tried: first all over the range, then where something changes. */
import { isSame, type Point } from './bands.js'
import type { Band } from './result.js'

/** Evenly spread by their ratios, both ends among them: whole ms, each once, shortest first. */
export const between = (fromMs: number, toMs: number, many: number): readonly number[] => {
  const all = Array.from({ length: many }, (_, n) =>
    Math.round(fromMs * (toMs / fromMs) ** (n / Math.max(1, many - 1))),
  )
  return [...new Set(all)]
}

/** So far from a predicted border, of its length, a pause is tried on each side of it. */
const besideBorder = 0.03

/** So many pauses of the range, some of them beside borders that are predicted, the rest between these. */
export const firstPauses = (
  [fromMs, toMs]: readonly [number, number],
  many: number,
  predicted: readonly (readonly Band[])[],
): readonly number[] => {
  const borders = predicted.flatMap((bands) => bands.slice(1).map(({ fromMs }) => fromMs))
  const beside = apart(
    borders.flatMap((ms) => [ms * (1 - besideBorder), ms * (1 + besideBorder)]).map(Math.round),
  ).filter((ms) => ms > fromMs && ms < toMs)
  // Where there are too many borders for that, the first round finds them by itself.
  const kept = beside.length > many / 2 ? [] : beside
  return [...between(fromMs, toMs, many - kept.length), ...kept].sort((one, other) => one - other)
}

/** Borders are found to so much of their length. */
const exactness = 0.02
const perBorder = 3

/** The pauses that would tell where borders are; none where all are known well enough. */
export const nextPauses = (curves: readonly (readonly Point[])[]): readonly number[] =>
  apart(
    curves.flatMap((points) =>
      points.slice(1).flatMap((right, index) => {
        const left = points[index]
        if (left === undefined || isSame(left, right) || right.ms - left.ms < right.ms * exactness) return []
        const step = (right.ms - left.ms) / (perBorder + 1)
        return Array.from({ length: perBorder }, (_, n) => Math.round(left.ms + (n + 1) * step))
      }),
    ),
  )

/** In order, without those that are hardly longer than the one before: they add nothing. */
const apart = (pauses: readonly number[]): readonly number[] => {
  const kept: number[] = []
  for (const ms of pauses.toSorted((one, other) => one - other)) {
    if (ms > (kept.at(-1) ?? 0) * (1 + exactness / 4)) kept.push(ms)
  }
  return kept
}
