/** The same bands, predicted. */
import { type Cell, hasEnded } from '../cell.js'
import { type Conditions, questionOf } from '../predict/cell.js'
import { possibilities } from '../predict/predict.js'
import type { Possibility } from '../predict/prediction.js'
import { manyWays } from '../predict/world.js'
import type { Profile } from '../scenario/profile.js'
import { bandsOf, isSame, type Point } from './bands.js'
import { between } from './pauses.js'
import type { Band } from './result.js'
import { planOf } from './sweep.js'

/** How far a border may be off, of its length: a retransmission timer's steps double. */
const exactness = 0.005
/** Bands that are narrower than the steps between these are not found, unless one of the points falls into them. */
const looks = 60
const ways = manyWays / 2

/**
 * What is to be expected of a session in pauses of this range. Nothing where nobody knows: of somebody's own program.
 *
 * @param range shortest and longest pause, ms
 */
export const foreseen = (
  cell: Cell,
  profile: Profile | undefined,
  conditions: Conditions,
  [fromMs, toMs]: readonly [number, number],
): readonly Band[] | undefined => {
  const question = questionOf(cell, profile, conditions)
  if (question === undefined) return undefined
  const at = (ms: number): Point =>
    pointOf(ms, possibilities({ ...question, plan: planOf({ ms, wire: cell.wire }) }, ways))
  const points = between(fromMs, toMs, looks).map(at)
  const borders = points.slice(1).flatMap((point, index) => {
    const before = points[index]
    return before === undefined || isSame(before, point) ? [] : close(before, point, at)
  })
  return bandsOf([...points, ...borders].sort((one, other) => one.ms - other.ms))
}

/** The points on both sides of every border between two points. */
const close = (left: Point, right: Point, at: (ms: number) => Point): readonly Point[] => {
  if (isSame(left, right) || right.ms - left.ms < left.ms * exactness) return [left, right]
  const middle = at(Math.round((left.ms + right.ms) / 2))
  if (middle.ms === left.ms || middle.ms === right.ms) return [left, right]
  return [...close(left, middle, at), ...close(middle, right, at)]
}

const pointOf = (ms: number, either: readonly Possibility[]): Point => {
  const ended = either.filter(hasEnded)
  const shareOf = (some: readonly Possibility[]): number => some.reduce((sum, { share }) => sum + share, 0)
  const share = shareOf(ended)
  const again = shareOf(ended.filter(({ verdict }) => verdict === 'reconnected'))
  return {
    ms,
    outlived: ended.length === either.length ? 0 : 1 - share,
    reconnected: share === 0 ? 0 : again / share,
    endings: ended.flatMap(({ decides }) =>
      decides === null ? [] : [{ owner: decides.owner, setting: decides.setting, value: decides.value }],
    ),
    of: ways,
  }
}
