/** The scenario that a record was played from, to be played again without the files that it came from. */
import type { Cell } from '../cell.js'
import { UsageError } from '../errors.js'
import type { EventOf } from '../history.js'
import type { CommandSession } from '../scenario/command.js'
import { asItComes } from '../scenario/guest.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { mask } from './secrets.js'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * @param environment gives the values that the record does not keep, by the same names
 * @throws UsageError when the record is too old for it, or a value is needed that is neither in the record nor in the environment
 */
export const scenarioOf = (run: EventOf<'run-started'>, environment: Environment): ResolvedScenario => {
  const { name, cells, profiles, topology = 'l2', guest, unaffectedBelowMs, baselineMs, settleMs } = run
  if (settleMs === undefined) {
    throw new UsageError(
      `this record was written by outlive ${run.environment.outlive}, which did not keep all that is needed to play it again; play its scenario by \`outlive run\``,
    )
  }
  const given = { guest: guest ?? asItComes, unaffectedBelowMs, baselineMs, settleMs }
  return {
    name,
    cells: cells.map((cell) => withSecrets(cell, environment)),
    profiles,
    topology,
    ...given,
    needs: run.needs ?? [],
    folder: run.folder ?? '.',
  }
}

const withSecrets = (cell: Cell, environment: Environment): Cell => {
  if (cell.command === undefined) return cell
  const { service, client } = cell.command
  return {
    ...cell,
    command: {
      ...cell.command,
      service: { ...whole(service, cell, environment), ready: whole(service.ready, cell, environment) },
      client: whole(client, cell, environment),
    },
  }
}

type Part = { readonly command?: string | undefined; readonly env?: CommandSession['client']['env'] }

const whole = <Some extends Part>(part: Some, { session }: Cell, environment: Environment): Some => {
  if (part.command?.includes(mask)) {
    throw new UsageError(
      `session ${session}: «${part.command}» has a password that is not in the record; write it as $NAME in the scenario, which is kept as it is, and run that`,
    )
  }
  if (part.env === undefined) return part
  const env = Object.entries(part.env).map(([name, value]): [string, string] => {
    if (!value.includes(mask)) return [name, value]
    const given = environment[name]
    if (given !== undefined) return [name, given]
    throw new UsageError(
      `session ${session}: the value of ${name} is not in the record; give it in the environment: ${name}=… outlive replay …`,
    )
  })
  return { ...part, env: Object.fromEntries(env) }
}
