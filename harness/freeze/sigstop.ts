/** Freezes by SIGSTOP, which no process can catch or ignore, and believes only what the kernel shows afterwards. */
import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises'
import type { Freezer } from './freezer.js'
import { processTree } from './process-tree.js'

/**
 * Longer than this is not the pause that was asked for. A thread in state D does not run code of its own before it stops: it waits in the kernel, for
 * a disk or, after vfork, for a child that was stopped before it could exec. The latter wait ends only when the child goes on.
 */
const deadlineMs = 250

/**
 * Some parents follow their child when they learn that it was stopped (`script` of util-linux stops itself), and they learn it only once they
 * run again. Whoever stops within this time after the thaw does so because of the freeze.
 */
const followersMs = [1, 5, 20, 100, 300]

interface Frozen {
  /** Stopped before we came, by somebody else: theirs to continue. */
  readonly before: ReadonlySet<number>
  /** Stopped by us, parents first. */
  readonly stopped: Set<number>
  /** While there are any, whoever is found stopped may have followed. */
  timers: NodeJS.Timeout[]
}
const frozen = new Map<number, Frozen>()

export const sigstop: Freezer = {
  summary: 'SIGSTOP to every process of the VM, SIGCONT to end it',

  prefix: () => [],

  async freeze(root) {
    const last = frozen.get(root)
    for (const timer of last?.timers ?? []) clearTimeout(timer)
    const isRecent = last !== undefined && last.timers.length > 0
    const before = isRecent ? last.before : new Set(processTree.members(root).filter(isStopped))
    const stopped = new Set<number>()
    frozen.set(root, { before, stopped, timers: [] })
    const firstMs = performance.now()
    let lastMs = firstMs
    const end = firstMs + deadlineMs
    for (;;) {
      // A signal that is on its way is heeded before any other instruction. A process that was just being made is found by the next walk.
      const newcomers = processTree.members(root).filter((pid) => !stopped.has(pid))
      for (const pid of newcomers) {
        signal(pid, 'SIGSTOP')
        stopped.add(pid)
      }
      if (newcomers.length > 0) {
        lastMs = performance.now()
        // To walk takes milliseconds, and the wire must not wait for it.
        await breath()
        continue
      }
      const states = [...stopped].flatMap(processTree.states)
      if (states.length > 0 && states.every((state) => state === 'T' || state === 'D')) {
        const inKernel = states.filter((state) => state === 'D').length
        const rest = inKernel === 0 ? '' : `, ${inKernel} of them in the kernel (D), to stop before they leave it`
        return `all ${states.length} threads of ${stopped.size} processes in state T${rest}; told to stop within ${(lastMs - firstMs).toFixed(1)} ms`
      }
      if (performance.now() > end) {
        throw new Error(`freeze of process ${root} not seen after ${deadlineMs} ms: thread states ${states.join('')}`)
      }
      await sleep(1)
    }
  },

  thaw(root) {
    const { before = new Set<number>(), stopped = new Set<number>() } = frozen.get(root) ?? {}
    const resume = (pids: readonly number[]): void => {
      // Children first, so that a parent which looks after them never finds one stopped.
      for (const pid of pids.toReversed()) signal(pid, 'SIGCONT')
    }
    const ours = (): number[] => processTree.members(root).filter((pid) => !before.has(pid))
    // Also those that are still to stop; to look for them first would take milliseconds, and while all are stopped nobody is born.
    const pids = [...stopped].filter((pid) => !before.has(pid))
    resume(pids)
    const thawed: Frozen = { before, stopped: new Set(), timers: [] }
    thawed.timers = followersMs.map((ms, i) =>
      setTimeout(() => {
        resume(ours().filter(isStopped))
        if (i === followersMs.length - 1) thawed.timers = []
      }, ms).unref(),
    )
    frozen.set(root, thawed)
    return `SIGCONT to ${pids.length} processes, ${pids.filter(isStopped).length} of them still stopped`
  },
}

const isStopped = (pid: number): boolean => processTree.states(pid).includes('T')

const signal = (pid: number, name: NodeJS.Signals): void => {
  // 0 is our own process group, and less than that are others: kill(2).
  if (!(pid > 0)) throw new RangeError(`${pid} is no process; expected a number above 0`)
  try {
    process.kill(pid, name)
  } catch (error) {
    // It ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
