/** The door to the harness: plays a scenario and leaves its history in the record. Only `src/cli` and `src/index.ts` import it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Check } from '../src/doctor/check.js'
import { environmentError } from '../src/doctor/missing.js'
import { BrokenRun, EnvironmentError, UsageError } from '../src/errors.js'
import type { HistoryEvent } from '../src/history.js'
import { makeFolder } from '../src/record.js'
import { forEngine } from '../src/scenario/for-engine.js'
import { version } from '../src/scenario/package-root.js'
import type { ResolvedScenario } from '../src/scenario/scenario.js'
import { startChild } from './child.js'
import { checkMachine } from './doctor.js'
import { type EngineName, engines } from './engines/index.js'
import { hideable, runnerCommand } from './enter.js'
import { openCgroupHome } from './freeze/cgroup-home.js'
import type { Job, RunnerIn, RunnerOut } from './messages.js'
import { needsError } from './needs.js'
import { openMachinery } from './qemu/machinery.js'
import { roomError } from './room.js'

export { checkMachine } from './doctor.js'
export { type EngineName, engines } from './engines/index.js'
export { missingNeeds } from './needs.js'

export interface RunOptions {
  readonly engine: EngineName
  /** Each machine's packets go into the record too. */
  readonly pcap?: boolean
  /** Made when it does not exist. Gets `history.jsonl`. */
  readonly recordDir: string
  /** Calls the run off: what was built is taken down, the history is closed as `interrupted`. */
  readonly signal: AbortSignal
  onEvent(event: HistoryEvent): void
}

/** How long a run that is called off may take to end by itself before it is killed. */
const abortMs = 3000

/**
 * Plays the scenario. Resolves when the history is closed; without one when it is called off before there is anything to tell.
 * @throws EnvironmentError before anything starts, when the machine lacks something
 * @throws UsageError before anything starts, when the engine cannot play what the scenario asks for
 * @throws BrokenRun when it did; the history says so too, as far as it could be written
 */
export const run = async (scenario: ResolvedScenario, options: RunOptions): Promise<void> => {
  const { engine, pcap = false, signal, onEvent } = options
  if (pcap && !engines[engine].isObservable)
    throw new UsageError(
      `engine ${engine} has no networks of its own to capture; leave --pcap out, or use --engine netns`,
    )
  const checks = await checkMachine(engine)
  const missing =
    environmentError(engine, checks) ??
    needsError(scenario) ??
    roomError(scenario.cells) ??
    (pcap ? captureError(checks) : undefined)
  if (missing !== undefined) throw missing
  const refused = scenario.cells.map((cell) => engines[engine].cannot?.(cell)).find((why) => why !== undefined)
  if (refused !== undefined) throw new UsageError(`engine ${engine} cannot play ${refused}; use --engine netns`)
  const machinery = engine === 'qemu' ? await unlessCalledOff(openMachinery(scenario, signal), signal) : undefined
  // Before there was anything to tell.
  if (signal.aborted) return
  const playable = forEngine(scenario, engine, engines[engine].wires)
  const recordDir = resolve(options.recordDir)
  makeFolder(recordDir)
  const scratch: Job['scratch'] =
    engine === 'loopback'
      ? { folder: mkdtempSync(join(tmpdir(), 'outlive-')) }
      : { mountOver: hideable([recordDir, ...(machinery ? [machinery.image.root] : [])]) }

  // In a session of its own: Ctrl-C goes to us alone, and we take it down in order.
  const child = startChild<RunnerIn, RunnerOut>(runnerCommand(engine), { detached: true })
  let failure: string | undefined
  let done = false
  let ended: () => void = () => {}
  const end = new Promise<void>((resolve) => {
    ended = resolve
  })
  child.onMessage((message) => {
    if (message.type === 'event') onEvent(message.event)
    if (message.type === 'failed') failure = message.message
    if (message.type === 'done') {
      done = true
      ended()
    }
  })
  const callOff = (): void => {
    child.send({ type: 'abort' })
    setTimeout(() => killAll(child.pid), abortMs).unref()
  }
  signal.addEventListener('abort', callOff)
  const job = {
    scenario: playable,
    engine,
    recordDir,
    scratch,
    outlive: version,
    pcap,
    ...(machinery && { machinery }),
  }
  // Where none can be made, `outlive doctor` says why, and the record how VMs were frozen instead.
  const home = engine === 'loopback' ? undefined : await openCgroupHome().catch(() => undefined)
  child.send({ type: 'job', job: { ...job, ...(home && { cgroups: home.folder }) } })
  if (signal.aborted) callOff()
  try {
    await Promise.race([end, child.ended])
    if (!done && !signal.aborted) failure = `the runner ${await child.ended}`
    if (failure !== undefined) throw new BrokenRun(failure)
  } finally {
    signal.removeEventListener('abort', callOff)
    killAll(child.pid)
    await child.ended
    await home?.leave()
    if ('folder' in scratch) rmSync(scratch.folder, { recursive: true, force: true })
  }
}

/** What fails because it was called off has not failed. */
const unlessCalledOff = <Result>(made: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> =>
  made.catch((error: Error) => {
    if (signal.aborted) return undefined
    throw error
  })

const captureError = (checks: readonly Check[]): EnvironmentError | undefined => {
  const missing = checks.find(({ name, ok }) => ['tcpdump', 'captures'].includes(name) && !ok)
  return missing && new EnvironmentError(`--pcap needs tcpdump: ${missing.detail}`, missing.fix ?? '')
}

/** The runner and, where no namespace does it for us, whatever it started: it leads a process group of its own. */
const killAll = (runner: number): void => {
  try {
    process.kill(-runner, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
