/**
 * The process that plays a run. With the netns engine it is the first process of its own PID, mount and network namespaces: when it ends,
 * however it ends, the kernel ends everything in them and removes what was built.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once, setMaxListeners } from 'node:events'
import { appendFileSync, mkdirSync } from 'node:fs'
import { arch, availableParallelism, release } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HistoryEvent, historyVersion } from '../src/history.js'
import { withoutSecrets } from '../src/record/secrets.js'
import { historyFile, outputFolder } from '../src/record.js'
import { clockFrom } from './clock.js'
import { ownsMachine } from './command/shell.js'
import { engines } from './engines/index.js'
import type { Job, RunnerIn, RunnerOut } from './messages.js'
import { versionsOf } from './needs.js'
import { run } from './run.js'
import { setSysctls } from './sysctls.js'
import { undoStack } from './undo.js'

const say = (message: RunnerOut, told = (): void => {}): void => void process.send?.(message, told)
const calledOff = new AbortController()
// Every VM's migration listens.
setMaxListeners(0, calledOff.signal)
let scratchFolder: string | undefined

const carryOut = async (job: Job): Promise<void> => {
  const clock = clockFrom()
  const undo = undoStack()
  let isWritten = true
  const tell = (event: HistoryEvent): void => {
    if (!isWritten) return
    try {
      // At once and in order: a run that is killed leaves a readable history up to that moment.
      appendFileSync(join(job.recordDir, historyFile), `${JSON.stringify(event)}\n`)
      say({ type: 'event', event })
    } catch (error) {
      // The line may be cut short, so none may follow it; and what is not in the record was not seen.
      isWritten = false
      say({ type: 'failed', message: `the record cannot be written: ${(error as Error).message}` })
      calledOff.abort()
    }
  }
  tell({
    type: 'run-started',
    atMs: clock.now(),
    version: historyVersion,
    wallClock: new Date().toISOString(),
    name: job.scenario.name,
    engine: job.engine,
    unaffectedBelowMs: job.scenario.unaffectedBelowMs,
    baselineMs: job.scenario.baselineMs,
    environment: {
      outlive: job.outlive,
      node: process.version,
      kernel: `${release()} ${arch()}`,
      cores: availableParallelism(),
      user: job.engine === 'loopback' ? 'no namespaces' : ownsMachine() ? 'root' : 'user namespace',
      ...(engines[job.engine].isObservable && {
        retransmissionsFrom: job.pcap ? 'packet captures' : 'samples of ss',
      }),
      packages: versionsOf(job.scenario),
    },
    cells: job.scenario.cells.map((cell) => withoutSecrets(cell, process.env)),
    topology: job.scenario.topology,
    profiles: job.scenario.profiles,
    guest: job.scenario.guest,
    ...(job.scenario.shard && { shard: job.scenario.shard }),
    settleMs: job.scenario.settleMs,
    needs: job.scenario.needs,
    folder: job.scenario.folder,
  })
  let end: Extract<HistoryEvent, { type: 'run-ended' }>['reason'] = 'finished'
  let detail: string | undefined
  try {
    const { scenario } = job
    if (isWritten) {
      const running = run({
        scenario,
        engine: engines[job.engine],
        clock,
        scratch: prepareScratch(job),
        output: join(job.recordDir, outputFolder),
        captures: job.pcap ? job.recordDir : undefined,
        undo,
        cgroups: job.cgroups,
        machinery: job.machinery,
        signal: calledOff.signal,
        say: tell,
      })
      // Whoever calls it off waits for the end of the history, and not for machines that are slow to boot.
      await Promise.race([running, longCalledOff(calledOff.signal)])
    }
    if (calledOff.signal.aborted) end = 'interrupted'
  } catch (error) {
    end = 'failed'
    detail = (error as Error).message
    say({ type: 'failed', message: detail })
  }
  for (const problem of await undo.undoAll())
    tell({ type: 'limit', atMs: clock.now(), text: `Taking down: ${problem}` })
  tell({ type: 'run-ended', atMs: clock.now(), reason: end, ...(detail === undefined ? {} : { detail }) })
  // What processes said before they were ended may be heard only now; nothing stands behind the end.
  isWritten = false
  await new Promise<void>((told) => say({ type: 'done' }, told))
}

/** How long a run that is called off may take to notice. */
const noticeMs = 1000

/** That long after it was called off; never before. */
const longCalledOff = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
  await sleep(noticeMs)
}

/** Everything that a run writes besides its record is written here, and is gone with it. */
const prepareScratch = ({ scratch }: Job): string => {
  if ('folder' in scratch) {
    scratchFolder = scratch.folder
    return scratchFolder
  }
  const mount = (type: string, on: string): void => {
    mkdirSync(on, { recursive: true })
    execFileSync('mount', ['-t', type, type, on])
  }
  mount('tmpfs', scratch.mountOver)
  mount('sysfs', `${scratch.mountOver}/sys`)
  setSysctls({ 'net.ipv6.conf.all.disable_ipv6': 1, 'net.ipv6.conf.default.disable_ipv6': 1 })
  return scratch.mountOver
}

process.on('message', (message: RunnerIn) => {
  if (message.type === 'abort') calledOff.abort()
  else void carryOut(message.job).finally(() => process.disconnect?.())
})
// Whoever asked for the run is gone, and nobody is left to take it down but us.
process.on('disconnect', () => {
  if (scratchFolder === undefined) process.exit()
  // Without namespaces somebody outside our process group must end it, stopped processes and ourselves included, and then clean up.
  const broom = 'kill -s KILL -- "-$1"; rm -rf -- "$2"'
  spawn('sh', ['-c', broom, 'broom', String(process.pid), scratchFolder], { detached: true, stdio: 'ignore' }).unref()
})
