/** `outlive try --server … --client … --pause 8s`: somebody's own programs, without a file. */
import { writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { stringify } from 'yaml'
import { UsageError } from '../errors.js'
import { silentWires, type WireMode } from '../plan.js'
import { fixtureNames } from '../scenario/fixture.js'
import { rebased } from '../scenario/rebase.js'
import { resolveDocument } from '../scenario/resolve.js'
import type { ScenarioDocument } from '../scenario/scenario.js'
import { duration } from '../scenario/units.js'
import { act, type Configure } from './command.js'
import { addOwnPrograms, checkedDuration, type OwnPrograms, ownSession } from './own-programs.js'
import { addRecordOptions, play, type RecordOptions } from './play.js'
import { addReporter, type ReporterOptions } from './reporter-options.js'

interface TryOptions extends ReporterOptions, RecordOptions, OwnPrograms {
  readonly pause?: string
  readonly preset?: string
  readonly memory: string
  readonly wire?: Exclude<WireMode, 'none'>
  readonly save?: string
}

export const configure: Configure = (command) => {
  addRecordOptions(addReporter(addTryOptions(command), 'brief')).action(
    act(async (options: TryOptions) => {
      const document = documentOf(options)
      const scenario = resolveDocument({ name: 'outlive try', value: document }, process.cwd(), {})
      if (options.save !== undefined) save(document, options.save)
      return play(scenario, { reporter: [{ name: 'brief' }], ...options, engine: 'netns' })
    }),
  )
}

const addTryOptions = (command: Command): Command =>
  addOwnPrograms(command, true)
    .addOption(
      new Option('--pause <time>', 'stop the VM for so long, "8s"; what is sent to it meanwhile is lost')
        .argParser(checkedDuration)
        .conflicts('preset'),
    )
    .option('--preset <name>', `move it so: ${fixtureNames('presets').join(', ')}`)
    .option('--memory <size>', "the VM's memory, for instance 2GiB", '1 GiB')
    .addOption(
      new Option('--wire <mode>', 'what becomes of packets meanwhile, in place of what is usual').choices(silentWires),
    )
    .option('--save <file>', 'write it as a scenario too, for `outlive run`')

/** A plain pause is a VM that is away for so long: packets are lost, unless somebody says otherwise. */
const documentOf = (options: TryOptions): ScenarioDocument => {
  const { pause, preset, memory } = options
  if (pause === undefined && preset === undefined) {
    throw new UsageError('what is to happen to the VM? Expected --pause 8s, or --preset quick-migration --memory 2GiB')
  }
  const wire = options.wire ?? (pause === undefined ? undefined : 'drop')
  return {
    name: 'try',
    presets: [
      pause === undefined ? (preset ?? '') : { name: 'pause', as: 'pause', with: { stunMs: duration.parse(pause) } },
    ],
    memory: [memory],
    ...(wire && { wire }),
    ...ownSession(options),
  }
}

/** In another folder its commands still run in this one. @throws UsageError rather than write over something */
const save = (document: ScenarioDocument, file: string): void => {
  try {
    writeFileSync(file, stringify(rebased(document, process.cwd(), dirname(resolve(file)))), { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new UsageError(`--save ${file}: ${code === 'EEXIST' ? 'it exists already; expected a new file' : message}`)
  }
}
