/** Ways to move a VM that are tried beside plain pauses: the scenario's own, and the products that come with outlive. */
import { longestSilenceMs, type Plan, planEndMs } from '../plan.js'
import { fixtureNames } from '../scenario/fixture.js'
import { resolveDocument } from '../scenario/resolve.js'
import type { ScenarioDocument } from '../scenario/scenario.js'
import type { Move } from './attempt.js'
import type { Case } from './stage.js'

/** A pause is tried anyway; of many VMs that are moved one after another each is moved as any. */
const apart = ['none', 'pause', 'drs']

/** @param wanted only these. @throws UsageError where one of them is none, or cannot be planned */
export const movesOf = ({ name, document, folder }: Case, wanted?: readonly string[]): readonly Move[] => {
  const [memory = '1 GiB'] = document.memory
  const own = document.presets.flatMap((preset) => document.memory.map((memory) => ({ preset, memory })))
  const boxed = fixtureNames('presets').filter((preset) => !apart.includes(preset))
  const all = wanted?.map((preset) => ({ preset, memory })) ?? [
    ...own,
    ...boxed.filter((preset) => !own.some((each) => each.preset === preset)).map((preset) => ({ preset, memory })),
  ]
  return all
    .map(({ preset, memory }): Move => {
      const { wire: _, expect: __, ...others } = document
      const value: ScenarioDocument = { ...others, presets: [preset], memory: [memory] }
      const plan = resolveDocument({ name, value }, folder, {}).cells.find(({ control }) => !control)?.plan
      const takesMs = plan === undefined ? 0 : planEndMs(plan)
      return { kind: 'move', preset, memory, takesMs, ms: plan === undefined ? 0 : silenceOf(plan) }
    })
    .filter(({ ms }) => ms > 0)
}

/** A VM that is lost is gone until its services listen again. */
const silenceOf = (plan: Plan): number => (plan.outcome === 'replaced' ? planEndMs(plan) : longestSilenceMs(plan))
