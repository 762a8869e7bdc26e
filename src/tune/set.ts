/** `--set NAME=VALUE`: a scenario in which a setting is another, to see what comes of it. */
import { UsageError } from '../errors.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { allTurned, machinesWith, turned } from './change.js'
import type { Change } from './result.js'

export interface Wanted {
  /** Its real name: `net.ipv4.tcp_retries2`, `TCP_USER_TIMEOUT`, one of a program's own `settings`. */
  readonly setting: string
  /** In its own unit; ms where it is a time of the application's or its library's. */
  readonly to: number
}

/** On every client machine and in every session that has it, the control's too. @throws UsageError where none has it */
export const withSettings = (scenario: ResolvedScenario, wanted: readonly Wanted[]): ResolvedScenario => {
  const changes = wanted.map(({ setting, to }): Change => ({ owner: 'client kernel', setting, from: null, to }))
  const machines = machinesWith(scenario.cells, scenario)
  for (const change of changes) {
    if (machines.some((machine) => turned(machine, change) !== undefined)) continue
    const own = new Set(machines.flatMap(({ cell }) => Object.keys(cell.command?.client.settings ?? {})))
    const like = ['a setting of the client’s kernel like net.ipv4.tcp_retries2', 'TCP_USER_TIMEOUT', ...own]
    throw new UsageError(`--set ${change.setting}: no session has it; expected ${like.join(', ')}`)
  }
  const set = machines.map((machine) => allTurned(machine, changes))
  return {
    ...scenario,
    cells: set.map(({ cell }) => cell),
    profiles: Object.fromEntries(set.map(({ profile }) => [profile.name, profile])),
  }
}
