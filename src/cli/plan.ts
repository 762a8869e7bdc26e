/** `outlive plan [SCENARIO|PRESET]` */
import { sessionNames } from '../cell.js'
import { UsageError } from '../errors.js'
import { type Planned, planReporters } from '../report/plan.js'
import { fixtureNames } from '../scenario/fixture.js'
import { loadScenario } from '../scenario/load.js'
import { expectedOneOf } from '../scenario/nearest.js'
import { type Overrides, resolveScenario } from '../scenario/resolve.js'
import { act, type Configure } from './command.js'
import { addOverrides, listOption, memoryOption, overridesOf } from './options.js'
import { type Output, reporterOption, write } from './outputs.js'

interface PlanOptions extends Overrides {
  readonly memory?: readonly string[]
  readonly profile?: readonly string[]
  readonly reporter?: readonly Output<keyof typeof planReporters>[]
}

export const configure: Configure = (command) => {
  addOverrides(command)
    .argument(
      '[what]',
      `a scenario file, a scenario (${fixtureNames('scenarios').join(', ')}) or a preset (${fixtureNames('presets').join(', ')}); all presets when left out`,
    )
    .addOption(
      memoryOption(`sizes of VM, for instance "512 MiB,1 GiB" (default: the scenario's; for a preset ${usualMemory})`),
    )
    .addOption(
      listOption(
        '--profile <names>',
        `client machines: of a scenario only these; for a preset any of ${fixtureNames('profiles').join(', ')} (default: ${usualProfiles.join(', ')})`,
      ),
    )
    .addOption(
      reporterOption({ pretty: 'text for a person', json: 'one JSON object' } satisfies Record<
        keyof typeof planReporters,
        string
      >),
    )
    .action(
      act(async (what: string | undefined, { reporter = [{ name: 'pretty' }], ...options }: PlanOptions) => {
        const planned = plannedOf(what, options)
        write(reporter, (name, look) => planReporters[name](planned, look))
        return 0
      }),
    )
}

/** For a preset of which nothing else is said. */
const usualMemory = '1 GiB'
const usualProfiles = ['linux', 'windows-2008']

const plannedOf = (what: string | undefined, options: PlanOptions): Planned => {
  const { memory, profile } = options
  const presets = fixtureNames('presets')
  const scenarios = fixtureNames('scenarios')
  if (what === undefined) return planOfPresets('presets', presets, options)
  if (presets.includes(what)) return planOfPresets(what, [what], options)
  if (scenarios.includes(what) || /\/|\.ya?ml$/.test(what)) {
    return loadScenario(what, { ...(memory && { memory }), ...(profile && { profile }) }, overridesOf(options))
  }
  const choices = [...scenarios, ...presets, 'the path of a .yaml file']
  throw new UsageError(`unknown scenario or preset ${JSON.stringify(what)}; ${expectedOneOf(choices, what)}`)
}

/** With every kind of session that says something. */
const planOfPresets = (name: string, presets: readonly string[], options: PlanOptions): Planned =>
  resolveScenario({
    name,
    presets: [...presets],
    memory: [...(options.memory ?? [usualMemory])],
    sessions: sessionNames.filter((name) => name !== 'none'),
    profiles: [...(options.profile ?? usualProfiles)],
    ...overridesOf(options),
  })
