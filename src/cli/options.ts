/** Options that several commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { failReasons, usualFailReasons } from '../agreement.js'
import { shapes } from '../cell.js'
import { silentWires, topologies } from '../plan.js'
import type { Narrow } from '../scenario/narrow.js'
import { expectedOneOf } from '../scenario/nearest.js'
import type { Overrides } from '../scenario/resolve.js'
import { mostMigrations } from '../scenario/scenario.js'
import { exitStatus } from './exit-status.js'

/** A list, by repeating the option or with commas. */
const list = (written: string, before: readonly string[] = []): string[] => [
  ...before,
  ...written
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
]

export const listOption = (flags: string, description: string): Option => new Option(flags, description).argParser(list)

export const memoryOption = (description: string): Option => listOption('--memory <sizes>', description)

export const wholeNumberOption = (
  flags: string,
  description: string,
  least: number,
  most: number,
  usual?: number,
): Option =>
  new Option(flags, description)
    .argParser((written) => {
      const value = Number(written)
      if (/^[0-9]+$/.test(written) && value >= least && value <= most) return value
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
    })
    .default(usual)

const migrationsOption = (): Option =>
  wholeNumberOption(
    '--migrations <n>',
    "how often each VM is moved, back to back, in place of the scenario's number (default: 1)",
    1,
    mostMigrations,
  )

/** What a scenario says of all its VMs, to be said otherwise on the command line. */
export const addOverrides = (command: Command): Command =>
  command
    .addOption(migrationsOption())
    .addOption(
      new Option('--wire <mode>', 'what becomes of packets in a blackout, in place of what the method says').choices(
        silentWires,
      ),
    )
    .addOption(
      new Option('--topology <name>', 'how client machines reach VMs: on one network, or by way of a router').choices(
        topologies,
      ),
    )

/** What options put in place of the scenario's own. */
export const overridesOf = ({ migrations, wire, topology }: Overrides): Overrides => ({
  ...(migrations !== undefined && { migrations }),
  ...(wire !== undefined && { wire }),
  ...(topology !== undefined && { topology }),
})

/** Which cells of a scenario; each may be given several times or with commas. */
export const addNarrowing = (command: Command): Command =>
  command
    .addOption(listOption('--only <texts>', 'only cells whose id has one of these texts in it; * stands for any text'))
    .addOption(listOption('--preset <names>', 'only these presets'))
    .addOption(memoryOption('only these sizes of VM, for instance "512 MiB,1 GiB"'))
    .addOption(listOption('--session <kinds>', 'only these kinds of session'))
    .addOption(listOption('--shape <names>', `only these shapes of session: ${shapes.join(', ')}`))
    .addOption(listOption('--profile <names>', 'only these profiles of client machines'))

export const addStrict = (command: Command): Command =>
  command
    .option('--strict', `exit status ${exitStatus.inconclusive} when a session came out other than predicted`)
    .addOption(
      new Option(
        '--fail-on <reasons>',
        `what makes exit status ${exitStatus.fellShort}: ${failReasons.join(', ')} (default: ${usualFailReasons.join(', ')})`,
      ).argParser((written: string) =>
        list(written).map((each) => {
          const found = failReasons.find((reason) => reason === each)
          if (found === undefined) throw new InvalidArgumentError(expectedOneOf(failReasons, each))
          return found
        }),
      ),
    )

export const narrowOf = ({ only, preset, memory, session, shape, profile }: Narrow): Narrow => ({
  ...(only && { only }),
  ...(preset && { preset }),
  ...(memory && { memory }),
  ...(session && { session }),
  ...(shape && { shape }),
  ...(profile && { profile }),
})
