/** From what was measured in all rounds to the curves, with what was predicted beside them. */
import { type Cell, isAlike } from '../cell.js'
import type { WireMode } from '../plan.js'
import type { CellResult } from '../result.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { bandsOf, limitMs, pointsOf } from './bands.js'
import { foreseen } from './foreseen.js'
import type { Band, Curve } from './result.js'
import { kindsOf } from './sweep.js'
import { trialsOf } from './trial.js'

/** One kind of session in pauses of one kind. */
export interface Asked {
  readonly cell: Cell
  readonly predicted: readonly Band[] | undefined
}

/** All curves that are asked for, predicted where that can be. @param range shortest and longest pause, ms */
export const askedOf = (
  scenario: ResolvedScenario,
  wires: readonly WireMode[],
  range: readonly [number, number],
): readonly Asked[] =>
  kindsOf(scenario).flatMap((kind) =>
    wires.map((wire) => {
      const cell = { ...kind, wire }
      return { cell, predicted: foreseen(cell, scenario.profiles[cell.profile], scenario, range) }
    }),
  )

export const curvesOf = (asked: readonly Asked[], cells: readonly CellResult[]): readonly Curve[] =>
  asked.map(({ cell, predicted }) => {
    const { session, endsOn, shape, profile, wire } = cell
    const mine = cells.filter((each) => !each.control && isAlike(each, cell) && each.wire === wire)
    const trials = trialsOf(mine)
    const bands = bandsOf(pointsOf(trials))
    const said = new Set(trials.map(({ id }) => id))
    const inconclusive = mine.filter(({ id }) => !said.has(id)).map(({ id, why }) => ({ id, why }))
    return {
      ...{ session, endsOn, shape, profile, wire },
      limitMs: limitMs(bands),
      bands: [...bands],
      predicted: predicted === undefined ? null : [...predicted],
      trials: [...trials],
      inconclusive,
    }
  })
