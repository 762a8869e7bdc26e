/** How long a pause each session outlives: all over the range first, then closer where something changes. */
import type { WireMode } from '../../plan.js'
import type { CellResult } from '../../result.js'
import type { ResolvedScenario } from '../../scenario/scenario.js'
import { pointsOf } from '../../tune/bands.js'
import { askedOf, curvesOf } from '../../tune/curves.js'
import { firstPauses, nextPauses } from '../../tune/pauses.js'
import type { Curve } from '../../tune/result.js'
import { type Pause, sweep } from '../../tune/sweep.js'
import type { Rounds } from '../rounds.js'

export interface Search {
  readonly wires: readonly WireMode[]
  /** Shortest and longest pause, ms. */
  readonly range: readonly [number, number]
  /** Pauses at first. */
  readonly pauses: number
  /** How often each. */
  readonly repeat: number
  /** How often it is looked closer. */
  readonly closer: number
}

export const measureLimits = async (
  scenario: ResolvedScenario,
  { wires, range, pauses, repeat, closer }: Search,
  rounds: Rounds,
): Promise<readonly Curve[]> => {
  const asked = askedOf(scenario, wires, range)
  const predicted = asked.flatMap(({ predicted }) => (predicted === undefined ? [] : [predicted]))
  const results: CellResult[] = []
  const play = async (lengths: readonly number[]): Promise<void> => {
    results.push(...(await rounds.play((some) => sweep(scenario, some), everyWay(lengths, wires, repeat))))
  }
  await play(firstPauses(range, pauses, predicted))
  for (let round = 0; round < closer && !rounds.calledOff; round++) {
    const next = nextPauses(curvesOf(asked, results).map(({ trials }) => pointsOf(trials)))
    if (next.length === 0) break
    await play(next)
  }
  return curvesOf(asked, results)
}

export const everyWay = (lengths: readonly number[], wires: readonly WireMode[], repeat: number): readonly Pause[] =>
  lengths.flatMap((ms) =>
    wires.flatMap((wire) => Array.from({ length: repeat }, (_, n) => ({ ms, wire, repeat: n + 1 }))),
  )
