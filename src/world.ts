/** For tests: plays sessions through pauses and moves, and tells what became of each. Needs no test framework. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HistoryEvent } from './history.js'
import { type EngineName, judge, loadScenario, readHistory, resolveScenario, run } from './index.js'
import { whenOrphaned } from './orphaned.js'
import { explain } from './report/explain/explain.js'
import type { CellResult, Report } from './result.js'
import { parse } from './scenario/problem.js'
import type { ResolvedScenario, ScenarioDocument } from './scenario/scenario.js'
import { duration } from './scenario/units.js'

/** A session to be tested: a kind that comes in the box or programs of one's own, and what a scenario may say of it. */
export type TestedSession = { readonly session: ScenarioDocument['sessions'][number] } & Partial<
  Pick<ScenarioDocument, 'wire' | 'topology' | 'guest' | 'baseline' | 'unaffectedBelow' | 'needs'>
> & { readonly profile?: string; readonly shape?: 'talking' | 'idle' | 'listening' }

/**
 * What is done to its VM: a pause in which packets to it are lost, "8 s"; a preset by its name, with 1 GiB; or with all that a scenario may say of it.
 */
export type Disturbance = string | { readonly preset: ScenarioDocument['presets'][number]; readonly memory?: string }

/** What became of the sessions of one run. */
export interface Played {
  readonly report: Report
  /** Those that were disturbed. */
  readonly cells: readonly CellResult[]
  /** The story of one of them along time, as `outlive explain` tells it. */
  story(cell: CellResult): string
  /** The folder of its record; gone when the world is closed, unless it was kept. */
  readonly record: string
  /** Leaves the record where it is. */
  keep(): void
}

export interface World {
  /** Plays one session. Again, at most twice, when nothing could be said of it. @throws UsageError, EnvironmentError */
  play(session: TestedSession, disturbance: Disturbance): Promise<Played>
  /** Plays a scenario: its file, or as it is built in code. */
  scenario(scenario: string | URL | ScenarioDocument): Promise<Played>
  /** Calls off what still runs, waits for it, and removes the records that nobody keeps. */
  close(): Promise<void>
}

export interface WorldOptions {
  readonly engine?: EngineName
  /** Calls off what runs: a test that took too long. */
  readonly signal?: AbortSignal
}

/** A machine that is busy may leave nothing to be said: it is asked so often. */
export const mostPlays = 3

/** Where records are while a test runs, and afterwards those of tests that failed. */
const records = '.outlive'

export const openWorld = ({ engine = 'netns', signal }: WorldOptions = {}): World => {
  const closing = new AbortController()
  const stopLooking = whenOrphaned(() => void close())
  const called = signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal])
  const running = new Set<Promise<unknown>>()
  const folders = new Set<string>()

  const once = async (scenario: ResolvedScenario): Promise<Played> => {
    mkdirSync(records, { recursive: true })
    const record = mkdtempSync(join(records, 'test-'))
    folders.add(record)
    await run(scenario, { engine, recordDir: record, signal: called, onEvent: () => {} })
    return playedFrom(record, () => folders.delete(record))
  }

  const steadily = async (scenario: ResolvedScenario): Promise<Played> => {
    for (let plays = 1; ; plays++) {
      const played = await once(scenario)
      if (plays === mostPlays || called.aborted || played.cells.every(({ verdict }) => verdict !== 'inconclusive')) {
        return played
      }
    }
  }
  const tracked = <Result>(work: Promise<Result>): Promise<Result> => {
    running.add(work)
    return work.finally(() => running.delete(work))
  }

  const close = async (): Promise<void> => {
    stopLooking()
    closing.abort(new Error('the test has ended'))
    await Promise.allSettled(running)
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    folders.clear()
  }

  return {
    play: (session, disturbance) => tracked(steadily(resolveScenario(documentOf(session, disturbance)))),
    scenario: (scenario) => tracked(steadily(resolved(scenario))),
    close,
  }
}

const resolved = (scenario: string | URL | ScenarioDocument): ResolvedScenario =>
  scenario instanceof URL
    ? loadScenario(fileURLToPath(scenario))
    : typeof scenario === 'string'
      ? loadScenario(scenario)
      : resolveScenario(scenario)

const playedFrom = (record: string, keep: () => void): Played => {
  const history: readonly HistoryEvent[] = readHistory(record)
  const report = judge(history)
  return {
    report,
    record,
    keep,
    cells: report.cells.filter(({ control }) => !control),
    story: ({ id }) => explain(history, report, id, { columns: 100, colours: false, unicode: true }),
  }
}

const documentOf = (
  { session, profile = 'linux', shape = 'talking', ...others }: TestedSession,
  disturbance: Disturbance,
): ScenarioDocument => ({
  name: 'test',
  sessions: [session],
  profiles: [profile],
  shapes: [shape],
  ...moveOf(disturbance),
  ...others,
})

const moveOf = (disturbance: Disturbance): Pick<ScenarioDocument, 'presets' | 'memory' | 'wire'> => {
  if (typeof disturbance !== 'string') {
    const { preset, memory = '1 GiB' } = disturbance
    return { presets: [preset], memory: [memory] }
  }
  const pause = /^\s*\d/.test(disturbance) ? parse(duration, disturbance) : undefined
  if (pause === undefined) return { presets: [disturbance], memory: ['1 GiB'] }
  // What is no duration is told so, with what would be one.
  if (!pause.success) throw new RangeError(pause.error.issues[0]?.message)
  return { presets: [{ name: 'pause', as: 'pause', with: { stunMs: pause.data } }], memory: ['1 GiB'], wire: 'drop' }
}

/** Whether its connection lived. */
export const outlived = ({ verdict }: Pick<CellResult, 'verdict'>): boolean =>
  verdict === 'unaffected' || verdict === 'stalled'
