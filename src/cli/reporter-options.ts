/** How the report of a run is asked for. Apart from the other options, since it loads every reporter. */
import type { Command } from 'commander'
import { type ReporterName, reporters } from '../report/index.js'
import { type Output, reporterOption } from './outputs.js'

export interface ReporterOptions {
  readonly reporter?: readonly Output<ReporterName>[]
  readonly verbose?: boolean
}

export const addReporter = (command: Command, usual: ReporterName = 'pretty'): Command =>
  command
    .addOption(
      reporterOption(
        Object.fromEntries(Object.entries(reporters).map(([name, { summary }]) => [name, summary])),
        usual,
      ),
    )
    .option(
      '--verbose',
      'after the table the story of every session that is not unaffected, as `outlive explain` tells it',
    )

export const defaultOutputs: readonly Output<ReporterName>[] = [{ name: 'pretty' }]
