/** What `demo`, `run` and `try` have in common: plays a scenario, shows how it gets on, judges its record and shows the report. */
import { type Command, Option } from 'commander'
import { type EngineName, engines, run } from '../../harness/index.js'
import { EnvironmentError, UsageError } from '../errors.js'
import { lookOf } from '../report/look.js'
import { type Progress, showProgress } from '../report/progress/progress.js'
import type { Report } from '../result.js'
import { loadScenario } from '../scenario/load.js'
import type { Narrow } from '../scenario/narrow.js'
import type { Overrides } from '../scenario/resolve.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { readShard, shardOf } from '../scenario/shard.js'
import { exitStatus, type Strictness } from './exit-status.js'
import { judgeHistory, keepReport, show } from './judge-record.js'
import { type Live, openLive } from './live.js'
import {
  addNarrowing,
  addOverrides,
  addReporter,
  addStrict,
  narrowOf,
  overridesOf,
  type ReporterOptions,
} from './options.js'
import { dropIfEmpty, linkLatest, newRecordDir } from './record-dir.js'
import { heedSignals, type Signals } from './signals.js'

export interface RecordOptions {
  readonly record?: string
  readonly quiet?: boolean
  readonly pcap?: boolean
  readonly live?: boolean
}

/** How a scenario is played, whatever is shown of it. */
export interface EngineOptions extends RecordOptions {
  readonly engine: EngineName
}

interface PlayOptions extends ReporterOptions, Strictness, EngineOptions {}

export interface ScenarioOptions extends Narrow, Overrides, PlayOptions {
  readonly shard?: string
}

export const addScenarioOptions = (command: Command): Command => {
  const choices = Object.entries(engines).map(([name, { summary }]) => `${name} (${summary})`)
  return addRecordOptions(
    addStrict(addReporter(addOverrides(addNarrowing(command))))
      .option(
        '--shard <n/of>',
        'a part of its VMs, for several machines: 2/5; or 5 alone in a Kubernetes indexed Job; see `outlive merge`',
      )
      .addOption(
        new Option('--engine <name>', `where VMs come from: ${choices.join('; ')}`)
          .choices(Object.keys(engines))
          .default('netns' satisfies EngineName),
      ),
  )
}

export const addRecordOptions = (command: Command): Command =>
  command
    .option('--record <dir>', 'a new folder for the record (default: .outlive/TIME, and .outlive/latest shows to it)')
    .option(
      '--pcap',
      'a packet capture per machine in the record, and exact times of retransmissions from them (needs tcpdump)',
    )
    .option('--live', 'a page that shows the run while it goes on; its address is printed before the run starts')
    .option('-q, --quiet', 'no progress')

/** A scenario by its name or path. Returns the exit status. */
export const playScenario = (name: string, options: ScenarioOptions): Promise<number> => {
  const whole = loadScenario(name, narrowOf(options), overridesOf(options))
  const { shard } = options
  return play(shard === undefined ? whole : shardOf(whole, readShard(shard, process.env)), options)
}

/** Returns the exit status. */
export const play = async (scenario: ResolvedScenario, options: PlayOptions): Promise<number> =>
  (await played(scenario, options)).status

interface Played {
  /** The exit status. */
  readonly status: number
  readonly report: Pick<Report, 'cells'>
}

export const played = async (scenario: ResolvedScenario, options: PlayOptions): Promise<Played> => {
  const recordDir = newRecordDir(options.record)
  const signals = heedSignals()
  let live: Live | undefined
  try {
    if (options.live) live = await openLive()
    const broke = await playInto(recordDir, scenario, options, signals, live)
    const judged = judgeHistory(recordDir)
    live?.judged(judged.report)
    keepReport(recordDir, judged.report)
    show(judged, recordDir, options)
    if (broke) process.stderr.write(`outlive: the run broke: ${broke}\n`)
    return { status: signals.status() ?? exitStatus.of(judged.report, options), report: judged.report }
  } catch (error) {
    dropIfEmpty(recordDir)
    // Called off before there was anything to tell.
    const status = signals.status()
    if (status !== undefined && error instanceof UsageError) return { status, report: { cells: [] } }
    throw error
  } finally {
    await live?.close()
    signals.ignore()
  }
}

/** @param listener hears what the progress hears. Returns what broke the run, if something did and the record can still be judged. */
export const playInto = async (
  recordDir: string,
  scenario: ResolvedScenario,
  options: Omit<EngineOptions, 'record'>,
  { signal }: Signals,
  listener?: Pick<Progress, 'hear'>,
): Promise<string | undefined> => {
  const progress = options.quiet ? undefined : progressOf(scenario)
  signal.addEventListener('abort', () => {
    progress?.stop()
    process.stderr.write(`${String(signal.reason)}: taking everything down\n`)
  })
  let started = false
  try {
    await run(scenario, {
      engine: options.engine,
      pcap: options.pcap === true,
      recordDir,
      signal,
      onEvent(event) {
        if (event.type === 'run-started') {
          started = true
          linkLatest(recordDir)
        }
        listener?.hear(event)
        if (!signal.aborted) progress?.hear(event)
      },
    })
    return undefined
  } catch (error) {
    if (!started || error instanceof EnvironmentError || error instanceof UsageError) throw error
    return (error as Error).message
  } finally {
    progress?.stop()
  }
}

/** On stderr, so that stdout has the result and nothing else; drawn only where nothing else is written to the same terminal. */
const progressOf = (scenario: ResolvedScenario): Progress =>
  showProgress(process.stderr, {
    look: lookOf(process.stderr, process.env),
    redraw: process.stderr.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb',
    waits: scenario,
  })
