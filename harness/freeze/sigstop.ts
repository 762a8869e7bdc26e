/** Freezes by SIGSTOP, which no process can catch or ignore, and believes only what the kernel shows afterwards. */
import type { Freezer } from './freezer.js'
import { processTree } from './process-tree.js'

/** A thread that waits for a disk stops when its wait ends; longer than this is not the pause that was asked for. */
const deadlineMs = 250

export const sigstop: Freezer = {
  summary: 'SIGSTOP to every process of the VM, SIGCONT to end it',

  freeze(root) {
    const stopped = new Set<number>()
    const end = performance.now() + deadlineMs
    for (;;) {
      // A stopped process cannot fork, so a walk that finds nobody new has found everybody.
      const newcomers = processTree.members(root).filter((pid) => !stopped.has(pid))
      for (const pid of newcomers) {
        signal(pid, 'SIGSTOP')
        stopped.add(pid)
      }
      const states = [...stopped].flatMap(processTree.states)
      if (newcomers.length === 0 && states.length > 0 && states.every((state) => state === 'T')) {
        return `all ${states.length} threads of ${stopped.size} processes in state T`
      }
      if (performance.now() > end) {
        throw new Error(`freeze of process ${root} not seen after ${deadlineMs} ms: thread states ${states.join('')}`)
      }
    }
  },

  thaw(root) {
    const pids = processTree.members(root)
    // Children first, so that a parent which looks after them never finds one stopped.
    for (const pid of pids.toReversed()) signal(pid, 'SIGCONT')
    const states = pids.flatMap(processTree.states)
    return `SIGCONT to ${pids.length} processes; ${states.filter((state) => state === 'T').length} threads still in state T`
  },
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    // It ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
