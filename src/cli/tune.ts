/** `outlive tune SCENARIO`, or `--server … --client …`: how long a pause each session outlives. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { shapes } from '../cell.js'
import { UsageError } from '../errors.js'
import { blackoutsOf, longestSilenceMs, silentWires, type WireMode } from '../plan.js'
import { tuneReporters } from '../report/tune.js'
import { fixtureNames } from '../scenario/fixture.js'
import { loadScenario } from '../scenario/load.js'
import { expectedOneOf } from '../scenario/nearest.js'
import { resolveDocument } from '../scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../scenario/scenario.js'
import { duration } from '../scenario/units.js'
import { keepTune } from '../tune/record.js'
import type { Tune } from '../tune/result.js'
import { type Wanted, withSettings } from '../tune/set.js'
import { act, type Configure } from './command.js'
import { listOption, wholeNumberOption } from './options.js'
import { type Output, reporterOption, write } from './outputs.js'
import { addOwnPrograms, checkedDuration, type OwnPrograms, ownSession } from './own-programs.js'
import { dropIfEmpty, newRecordDir } from './record-dir.js'
import { mostVms, openRounds } from './rounds.js'
import { heedSignals } from './signals.js'
import { measureAdvice, type Target } from './tune/advise.js'
import { measureLimits } from './tune/limits.js'
import { tuneStatus } from './tune/status.js'

interface TuneOptions extends OwnPrograms {
  readonly session?: readonly string[]
  readonly shape?: readonly string[]
  readonly profile?: readonly string[]
  readonly set?: readonly Wanted[]
  readonly target?: string
  readonly preset?: string
  readonly memory: string
  readonly headroom: number
  readonly from: string
  readonly to: string
  readonly atOnce?: number
  readonly pauses: number
  readonly repeat: number
  readonly rounds: number
  readonly wire?: readonly string[]
  readonly record?: string
  readonly quiet?: boolean
  readonly reporter?: readonly Output<keyof typeof tuneReporters>[]
}

export const configure: Configure = (command) => {
  addTuneOptions(command).action(
    act(async (name: string | undefined, { reporter = [{ name: 'pretty' }], ...options }: TuneOptions) => {
      const tune = await tuned(withSettings(scenarioOf(name, options), options.set ?? []), options)
      write(reporter, (name, look) => tuneReporters[name].render(tune, look))
      return tuneStatus(tune)
    }),
  )
}

const tuned = async (scenario: ResolvedScenario, options: TuneOptions): Promise<Tune> => {
  const { pauses, repeat, rounds: closer, quiet = false, atOnce } = options
  const range = rangeOf(options)
  const wires = wiresOf(options)
  const target = targetOf(options)
  const folder = newRecordDir(options.record)
  const signals = heedSignals()
  const rounds = openRounds(folder, signals, quiet, atOnce)
  try {
    const curves =
      target === undefined ? await measureLimits(scenario, { wires, range, pauses, repeat, closer }, rounds) : []
    const advice = target === undefined ? undefined : await measureAdvice(scenario, { ...target, repeat }, rounds)
    const tune: Tune = {
      version: 1,
      name: scenario.name,
      fromMs: range[0],
      toMs: range[1],
      ...rounds.told(),
      curves: [...curves],
      target: target === undefined ? null : { ms: target.ms, pauseMs: target.pauseMs, advice: [...(advice ?? [])] },
    }
    keepTune(folder, tune)
    return tune
  } finally {
    dropIfEmpty(folder)
    signals.ignore()
  }
}

const addTuneOptions = (command: Command): Command =>
  addOwnPrograms(
    command.argument(
      '[scenario]',
      `whose sessions: a scenario file, or one that comes with outlive: ${fixtureNames('scenarios').join(', ')}`,
    ),
    false,
  )
    .addOption(listOption('--session <kinds>', 'only these kinds of session'))
    .addOption(listOption('--shape <names>', `only these shapes of session: ${shapes.join(', ')}`))
    .addOption(
      new Option(
        '--target <time>',
        'a pause that all are to outlive: with which settings they do, played before and after',
      )
        .argParser(checkedDuration)
        .conflicts('preset'),
    )
    .option('--preset <name>', `the same, for as long as this takes: ${fixtureNames('presets').join(', ')}`)
    .option('--memory <size>', "with --preset: the VM's memory, for instance 8GiB", '1 GiB')
    .addOption(
      new Option(
        '--set <name=value...>',
        'with another setting of the client: net.ipv4.tcp_retries2=8, TCP_USER_TIMEOUT=60000, one of a scenario’s `settings`',
      ).argParser(setting),
    )
    .addOption(
      wholeNumberOption('--headroom <percent>', 'with a target: so much longer is what is played', 0, 1000, 20),
    )
    .addOption(new Option('--from <time>', 'the shortest pause').argParser(checkedDuration).default('100ms'))
    .addOption(new Option('--to <time>', 'the longest pause').argParser(checkedDuration).default('180s'))
    .addOption(wholeNumberOption('--pauses <n>', 'how many pauses are tried at first', 2, 500, 24))
    .addOption(wholeNumberOption('--repeat <n>', "how often each, at other moments of the sessions' rhythm", 1, 100, 2))
    .addOption(wholeNumberOption('--rounds <n>', 'how often it is looked closer where something changes', 0, 10, 1))
    .addOption(
      wholeNumberOption(
        '--at-once <n>',
        `most VMs side by side (default: ${mostVms.box}; ${mostVms.own} for programs of one's own)`,
        1,
        1000,
      ),
    )
    .addOption(
      listOption('--wire <modes>', `what becomes of packets meanwhile: ${silentWires.join(', ')} (default: drop)`),
    )
    .option('--record <dir>', 'a new folder for the records of all rounds (default: .outlive/TIME)')
    .option('-q, --quiet', 'no progress')
    .addOption(
      reporterOption(Object.fromEntries(Object.entries(tuneReporters).map(([name, { summary }]) => [name, summary]))),
    )

const setting = (written: string, before: readonly Wanted[] = []): readonly Wanted[] => {
  const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*([0-9.]+)\s*$/.exec(written) ?? []
  if (name === '') throw new InvalidArgumentError('Expected a name and a number, like net.ipv4.tcp_retries2=8.')
  return [...before, { setting: name, to: Number(value) }]
}

const rangeOf = ({ from, to }: TuneOptions): Range => {
  const [fromMs, toMs] = [duration.parse(from), duration.parse(to)]
  if (fromMs >= toMs)
    throw new UsageError(`--from ${from} --to ${to}: expected the shortest pause first, then a longer one`)
  return [fromMs, toMs]
}

const scenarioOf = (name: string | undefined, options: TuneOptions): ResolvedScenario => {
  const { server, client, session, shape, profile } = options
  const own = server !== undefined || client !== undefined
  if (own && (server === undefined || client === undefined || name !== undefined)) {
    throw new UsageError('expected either a scenario, or both --server "…" and --client "…"')
  }
  if (own) {
    const value: ScenarioDocument = { name: 'tune', presets: ['pause'], memory: ['1 GiB'], ...ownSession(options) }
    return resolveDocument({ name: 'outlive tune', value }, process.cwd(), {})
  }
  if (name === undefined) {
    throw new UsageError('whose sessions? Expected a scenario (`outlive tune demo`), or --server "…" --client "…"')
  }
  return loadScenario(name, { ...(session && { session }), ...(shape && { shape }), ...(profile && { profile }) })
}

const wiresOf = ({ wire = ['drop'] }: TuneOptions): readonly WireMode[] =>
  wire.map((written) => {
    const found = silentWires.find((mode) => mode === written)
    if (found === undefined) throw new UsageError(`--wire ${written}: ${expectedOneOf(silentWires, written)}`)
    return found
  })

const targetOf = (options: TuneOptions): (Omit<Target, 'repeat'> & { readonly ms: number }) | undefined => {
  const { target, preset, memory, headroom } = options
  const silence = preset === undefined ? undefined : longestSilence(preset, memory)
  const ms = silence?.ms ?? (target === undefined ? undefined : duration.parse(target))
  if (ms === undefined) return undefined
  const [wire = silence?.wire ?? 'drop'] = options.wire === undefined ? [] : wiresOf(options)
  const pauseMs = Math.round(ms * (1 + headroom / 100))
  return { ms, wire, pauseMs }
}

/** Of a VM that is moved so. @throws UsageError where the VM is lost, or never silent */
const longestSilence = (name: string, memory: string): { readonly ms: number; readonly wire: WireMode } => {
  const scenario: ScenarioDocument = {
    name: 'target',
    presets: [name],
    memory: [memory],
    sessions: ['echo'],
    profiles: ['linux'],
  }
  const plan = resolveDocument({ name: 'outlive tune', value: scenario }, process.cwd(), {}).cells[0]?.plan
  const ms = plan === undefined ? 0 : longestSilenceMs(plan)
  const wire = plan === undefined ? undefined : blackoutsOf(plan)[0]?.wire
  if (plan?.outcome === 'replaced') {
    throw new UsageError(
      `--preset ${name}: the VM is lost, and no setting saves a connection to it; expected one that moves it`,
    )
  }
  if (ms === 0 || wire === undefined)
    throw new UsageError(`--preset ${name}: the VM is never silent; there is nothing to tune for`)
  return { ms, wire }
}

type Range = readonly [fromMs: number, toMs: number]
