/** A scenario as an engine can play it. */
import type { Cell } from '../cell.js'
import { UsageError } from '../errors.js'
import { blackoutsOf, type Plan, type WireMode } from '../plan.js'
import type { ResolvedScenario } from './scenario.js'

/**
 * Every blackout with a wire mode that the engine has. An engine that cannot silence a wire plays `answer` in place of any other, and its
 * reports say so; another engine does not put one mode in place of another.
 * @throws UsageError when the engine cannot play what the scenario asks for
 */
export const forEngine = (scenario: ResolvedScenario, engine: string, wires: readonly WireMode[]): ResolvedScenario => {
  const own = scenario.cells.find(({ command }) => command !== undefined)
  if (own !== undefined && !wires.includes('drop')) {
    throw new UsageError(
      `engine ${engine} cannot play session ${own.session}: programs of one's own need a VM that they can be started in, which engine netns has`,
    )
  }
  const asked = new Set(scenario.cells.flatMap(({ plan }) => blackoutsOf(plan).map(({ wire }) => wire)))
  const impossible = [...asked].filter((wire) => !wires.includes(wire))
  if (impossible.length === 0) return scenario
  if (wires.includes('drop')) {
    throw new UsageError(
      `engine ${engine} cannot play wire mode ${impossible.join(', ')} yet; it can play ${wires.join(', ')}`,
    )
  }
  const answering = (plan: Plan): Plan => ({
    ...plan,
    phases: plan.phases.map((phase) => (phase.kind === 'blackout' ? { ...phase, wire: 'answer' } : phase)),
  })
  const playable = (cell: Cell): Cell => ({
    ...cell,
    plan: answering(cell.plan),
    wire: blackoutsOf(cell.plan).length > 0 ? 'answer' : cell.wire,
  })
  return { ...scenario, cells: scenario.cells.map(playable) }
}
