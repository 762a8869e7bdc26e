/** `outlive tune SCENARIO`, or `--server … --client …`: how long a pause each session outlives. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { shapes } from '../cell.js'
import { UsageError } from '../errors.js'
import type { WireMode } from '../plan.js'
import { tuneReporters } from '../report/tune.js'
import type { CellResult } from '../result.js'
import { fixtureNames } from '../scenario/fixture.js'
import { loadScenario } from '../scenario/load.js'
import { expectedOneOf } from '../scenario/nearest.js'
import { resolveDocument } from '../scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../scenario/scenario.js'
import { duration } from '../scenario/units.js'
import { pointsOf } from '../tune/bands.js'
import { askedOf, curvesOf } from '../tune/curves.js'
import { firstPauses, nextPauses } from '../tune/pauses.js'
import type { Round, Tune } from '../tune/result.js'
import { type Pause, sweep, sweptWires } from '../tune/sweep.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { judgeHistory, keepReport } from './judge-record.js'
import { listOption } from './options.js'
import { type Output, reporterOption, write } from './outputs.js'
import { addOwnPrograms, checkedDuration, type OwnPrograms, ownSession } from './own-programs.js'
import { playInto } from './play.js'
import { dropIfEmpty, newRecordDir } from './record-dir.js'
import { heedSignals } from './signals.js'

interface TuneOptions extends OwnPrograms {
  readonly session?: readonly string[]
  readonly shape?: readonly string[]
  readonly profile?: readonly string[]
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
      const range = rangeOf(options)
      const scenario = scenarioOf(name, options)
      const tune = await measure(scenario, range, options)
      write(reporter, (name, look) => tuneReporters[name](tune, look))
      return tune.curves.some(({ trials }) => trials.length === 0) ? exitStatus.inconclusive : 0
    }),
  )
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
    .addOption(new Option('--from <time>', 'the shortest pause').argParser(checkedDuration).default('100ms'))
    .addOption(new Option('--to <time>', 'the longest pause').argParser(checkedDuration).default('180s'))
    .addOption(number('--pauses <n>', 'how many pauses are tried at first', 2, 500, 24))
    .addOption(number('--repeat <n>', "how often each, at other moments of the sessions' rhythm", 1, 100, 2))
    .addOption(number('--rounds <n>', 'how often it is looked closer where something changes', 0, 10, 1))
    .addOption(
      number(
        '--at-once <n>',
        `most VMs side by side (default: ${mostVms.box}; ${mostVms.own} for programs of one's own)`,
        1,
        1000,
      ),
    )
    .addOption(
      listOption('--wire <modes>', `what becomes of packets meanwhile: ${sweptWires.join(', ')} (default: drop)`),
    )
    .option('--record <dir>', 'a new folder for the records of all rounds (default: .outlive/TIME)')
    .option('-q, --quiet', 'no progress')
    .addOption(
      reporterOption({ pretty: 'text for a person', json: 'one JSON object (version 1)' } satisfies Record<
        keyof typeof tuneReporters,
        string
      >),
    )

const number = (flags: string, description: string, least: number, most: number, usual?: number): Option =>
  new Option(flags, description)
    .argParser((written) => {
      const value = Number(written)
      if (/^[0-9]+$/.test(written) && value >= least && value <= most) return value
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
    })
    .default(usual)

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
    const found = sweptWires.find((mode) => mode === written)
    if (found === undefined) throw new UsageError(`--wire ${written}: ${expectedOneOf(sweptWires, written)}`)
    return found
  })

type Range = readonly [fromMs: number, toMs: number]

/** Two cores start so many VMs in a minute. */
const mostVms = { box: 64, own: 16 } as const

/** Plays the pauses of each round side by side, as many at once as the machine carries. */
const measure = async (scenario: ResolvedScenario, range: Range, options: TuneOptions): Promise<Tune> => {
  const { pauses, repeat, rounds: closer, quiet = false } = options
  const wires = wiresOf(options)
  const asked = askedOf(scenario, wires, range)
  const own = asked.some(({ cell }) => cell.command !== undefined)
  const atOnce = options.atOnce ?? (own ? mostVms.own : mostVms.box)
  const folder = newRecordDir(options.record)
  const signals = heedSignals()
  const rounds: Round[] = []
  const results: CellResult[] = []
  const play = async (many: readonly Pause[]): Promise<void> => {
    for (const some of batches(many, atOnce)) {
      const record = join(folder, `round-${rounds.length + 1}`)
      const broke = await playInto(record, sweep(scenario, some), { engine: 'netns', quiet }, signals)
      const { report } = judgeHistory(record)
      keepReport(record, report)
      results.push(...report.cells)
      const cells = report.cells.filter(({ control }) => !control).length
      rounds.push({ record, tookMs: report.tookMs, pauses: some.length, cells })
      if (broke) process.stderr.write(`outlive: a round broke: ${broke}\n`)
      if (signals.signal.aborted) return
    }
  }
  try {
    await play(
      everyWay(
        firstPauses(
          range,
          pauses,
          asked.flatMap(({ predicted }) => (predicted ? [predicted] : [])),
        ),
        wires,
        repeat,
      ),
    )
    for (let round = 0; round < closer && !signals.signal.aborted; round++) {
      const next = nextPauses(curvesOf(asked, results).map(({ trials }) => pointsOf(trials)))
      if (next.length === 0) break
      await play(everyWay(next, wires, repeat))
    }
    const controls = results.filter(({ control }) => control)
    const tune: Tune = {
      version: 1,
      name: scenario.name,
      fromMs: range[0],
      toMs: range[1],
      rounds,
      control: { unaffected: controls.filter(({ verdict }) => verdict === 'unaffected').length, of: controls.length },
      curves: [...curvesOf(asked, results)],
    }
    writeFileSync(join(folder, 'tune.json'), `${JSON.stringify(tune)}\n`)
    return tune
  } catch (error) {
    dropIfEmpty(folder)
    throw error
  } finally {
    signals.ignore()
  }
}

const everyWay = (pauses: readonly number[], wires: readonly WireMode[], repeat: number): readonly Pause[] =>
  pauses.flatMap((ms) =>
    wires.flatMap((wire) => Array.from({ length: repeat }, (_, n) => ({ ms, wire, repeat: n + 1 }))),
  )

/** The longest together, so that no run waits for one of them alone. */
const batches = (pauses: readonly Pause[], most: number): readonly (readonly Pause[])[] => {
  const sorted = pauses.toSorted((one, other) => other.ms - one.ms)
  return Array.from({ length: Math.ceil(sorted.length / most) }, (_, n) => sorted.slice(n * most, (n + 1) * most))
}
