/** From a scenario to one that holds its sessions to many VMs, each of which is away for another time. */
import { type Cell, isAlike, sessionLabel } from '../cell.js'
import { inSeconds } from '../methods/amount.js'
import type { Plan, WireMode } from '../plan.js'
import { settleMs } from '../scenario/resolve.js'
import type { ResolvedScenario } from '../scenario/scenario.js'

/** One VM that is away once. */
export interface Pause {
  /** How long, ms. */
  readonly ms: number
  readonly wire: WireMode
  /** From 1 on: the same pause, at another moment of the sessions' rhythm. */
  readonly repeat: number
}

/** Each kind of session of the scenario, to a VM for each pause, and the control as it was; what else the scenario does to VMs is left out. */
export const sweep = (scenario: ResolvedScenario, pauses: readonly Pause[]): ResolvedScenario => {
  const kinds = kindsOf(scenario)
  const cells = pauses.flatMap((pause, index) => {
    const { ms, wire, repeat } = pause
    const name = [`pause-${ms}ms`, wire, ...(repeat > 1 ? [repeat] : [])].join('-')
    return kinds.map(
      (kind): Cell => ({
        ...kind,
        id: [name, sessionLabel(kind), kind.shape, kind.profile].join('/'),
        vm: name,
        preset: name,
        vmNumber: null,
        wire,
        plan: planOf(pause, index),
        control: false,
      }),
    )
  })
  return {
    ...scenario,
    cells: [...cells, ...scenario.cells.filter(({ control }) => control)],
    settleMs: settleMs(cells.map(({ plan }) => plan)),
  }
}

/** Each session of a scenario once, and one of a crowd, without what the scenario expects of it under its own presets. */
export const kindsOf = ({ cells }: ResolvedScenario): readonly Cell[] =>
  cells
    .filter((cell, index) => !cell.control && cells.findIndex((other) => isAlike(cell, other)) === index)
    .map(({ expected: _, count: __, paceMs: ___, ...cell }) => cell)

/** Longer than the pace of any session that comes in the box, ms. */
const rhythmMs = 1000
/** Its multiples, without their whole parts, are spread evenly however many there are. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

export const planOf = ({ ms, wire }: Pick<Pause, 'ms' | 'wire'>, index = 0): Plan => ({
  phases: [
    {
      kind: 'blackout',
      startMs: Math.round(((index * goldenRatio) % 1) * rhythmMs),
      durationMs: ms,
      wire,
      because: `away for ${inSeconds(ms)}`,
    },
  ],
  outcome: 'here',
})
