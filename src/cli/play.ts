/** What `demo`, `run` and `try` have in common: plays a scenario, shows how it gets on, judges its record and shows the report. */
import { type Command, Option } from 'commander'
import { type EngineName, engines, run } from '../../harness/index.js'
import { BrokenRun, UsageError } from '../errors.js'
import type { HistoryEvent } from '../history.js'
import { asOne, judgeHistory, keepReport } from '../record/judged.js'
import type { Runs } from '../record/repetitions.js'
import { lookOf } from '../report/look.js'
import { type Progress, showProgress } from '../report/progress/progress.js'
import type { Report } from '../result.js'
import { fixtureFile } from '../scenario/fixture.js'
import { loadScenario } from '../scenario/load.js'
import type { Narrow } from '../scenario/narrow.js'
import type { Overrides } from '../scenario/resolve.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { readShard, shardOf } from '../scenario/shard.js'
import { exitStatus, type Strictness } from './exit-status.js'
import type { Live } from './live.js'
import { addNarrowing, addOverrides, addStrict, narrowOf, overridesOf, wholeNumberOption } from './options.js'
import { dropIfEmpty, linkLatest, newRecordDir } from './record-dir.js'
import { playRepeatedly } from './repeat.js'
import { addReporter, type ReporterOptions } from './reporter-options.js'
import { openStreams, show } from './show.js'
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

interface PlayOptions extends ReporterOptions, Strictness, EngineOptions {
  readonly repeat?: number
  /** Calls the run off, for another one: nothing is shown of it. */
  readonly outdated?: AbortSignal
}

export interface ScenarioOptions extends Narrow, Overrides, PlayOptions {
  readonly shard?: string
  readonly watch?: boolean
}

export const addScenarioOptions = (command: Command): Command => {
  const choices = Object.entries(engines).map(([name, { summary }]) => `${name} (${summary})`)
  return addRecordOptions(
    addStrict(addReporter(addOverrides(addNarrowing(command))))
      .option(
        '--shard <n/of>',
        'a part of its VMs, for several machines: 2/5; or 5 alone in a Kubernetes indexed Job; see `outlive merge`',
      )
      .option('--watch', 'play it again whenever the scenario, or a program that it names, changes')
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
    .addOption(
      wholeNumberOption(
        '--repeat <n>',
        'play it so often, one time after the other, each with a record of its own, and say how often each session came to what',
        1,
        mostRepetitions,
      ),
    )
    .option(
      '--pcap',
      'a packet capture per machine in the record, and exact times of retransmissions from them (needs tcpdump)',
    )
    .option('--live', 'a page that shows the run while it goes on; its address is printed before the run starts')
    .option('-q, --quiet', 'no progress')

/** A scenario by its name or path. Returns the exit status. */
export const playScenario = async (name: string, options: ScenarioOptions): Promise<number> => {
  const { shard } = options
  const playFresh = (outdated?: AbortSignal): Promise<number> => {
    const whole = loadScenario(name, narrowOf(options), overridesOf(options))
    const scenario = shard === undefined ? whole : shardOf(whole, readShard(shard, process.env))
    return play(scenario, { ...options, ...(outdated && { outdated }) })
  }
  if (!options.watch) return playFresh()
  if (options.record !== undefined)
    throw new UsageError('--record is one folder, and --watch plays more than once; leave one of them out')
  const { playWhenever } = await import('./watch.js')
  return playWhenever(fixtureFile('scenarios', name, process.cwd()), async (outdated) => playFresh(outdated))
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
  if (options.live && options.repeat !== undefined)
    throw new UsageError('--live shows one run, and --repeat plays more than one; leave one of them out')
  const recordDir = newRecordDir(options.record)
  const signals = heedSignals(options.outdated)
  const streams = openStreams(options.reporter)
  let live: Live | undefined
  try {
    if (options.live) live = await (await import('./live.js')).openLive()
    const onEvent = (event: HistoryEvent): void => {
      streams.hear(event)
      live?.hear(event)
    }
    const playing = { ...options, onEvent, toStdout: streams.onStdout }
    const { broke, ...judged } =
      options.repeat === undefined
        ? await playOnce(recordDir, scenario, playing, signals)
        : await playRepeatedly(recordDir, options.repeat, scenario, playing, signals)
    live?.judged(judged.report)
    if (!options.outdated?.aborted) show(judged, recordDir, options, streams.opened)
    if (broke) process.stderr.write(`outlive: the run broke: ${broke}\n`)
    // Who has seen it may do without, on a disk that is full.
    if (options.repeat === undefined) keepReport(recordDir, judged.report)
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

/** Beyond it a share is known to half a percent. */
const mostRepetitions = 10_000

const playOnce = async (
  recordDir: string,
  scenario: ResolvedScenario,
  options: EngineOptions & Hearing,
  signals: Signals,
): Promise<Runs & { readonly broke: string | undefined }> => {
  const broke = await playInto(recordDir, scenario, options, signals)
  const judged = judgeHistory(recordDir)
  return { ...asOne(judged), broke }
}

/** Whoever else wants to hear of a run while it goes on. */
interface Hearing {
  readonly onEvent?: (event: HistoryEvent) => void
  /** Something is written to stdout meanwhile. */
  readonly toStdout?: boolean
}

/** Returns what broke the run, if something did and the record can still be judged. */
export const playInto = async (
  recordDir: string,
  scenario: ResolvedScenario,
  options: Omit<EngineOptions, 'record'> & Hearing,
  { signal }: Signals,
): Promise<string | undefined> => {
  const progress = options.quiet ? undefined : progressOf(scenario, options.toStdout === true)
  const tell = (): void => {
    progress?.stop()
    process.stderr.write(`${String(signal.reason)}: taking everything down\n`)
  }
  signal.addEventListener('abort', tell)
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
        if (!signal.aborted) progress?.hear(event)
        options.onEvent?.(event)
      },
    })
    return undefined
  } catch (error) {
    if (!started || !(error instanceof BrokenRun)) throw error
    return error.message
  } finally {
    signal.removeEventListener('abort', tell)
    progress?.stop()
  }
}

/** On stderr, so that stdout has the result and nothing else; drawn only where nothing else is written to the same terminal. */
const progressOf = (scenario: ResolvedScenario, toStdout: boolean): Progress =>
  showProgress(process.stderr, {
    look: lookOf(process.stderr, process.env),
    redraw: !toStdout && process.stderr.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb',
    waits: scenario,
  })
