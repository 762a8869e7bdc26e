/**
 * Freezes by the cgroup freezer (version 2, Linux 5.2): a VM's first process is in a cgroup of its own before it starts anything, and one write stops all that is
 * in it. No parent learns of it, and nobody has to be found first. Only version 2, since it lets frozen processes be killed: see CONTRIBUTING.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises'
import type { Freezer } from './freezer.js'
import { processTree } from './process-tree.js'
import { sigstop } from './sigstop.js'

/** Longer than this is not the pause that was asked for. */
const deadlineMs = 250
/** Most are frozen by then, and until then the kernel is asked as often as it answers. */
const soonMs = 2
/** Who is not frozen by then may be waiting in the kernel, for a disk. */
const lateMs = 20

/** @param home the folder of all cgroups of the run */
export const cgroupIn = (home: string): Freezer => {
  /** VMs of which a process has left the cgroup. */
  const bySignals = new Set<number>()
  const fileOf = (root: number, name: string): string => {
    const cgroup = cgroupOf(root)
    // Never the folder's own, in which all VMs are.
    if (cgroup === '') throw new Error(`process ${root} is gone: its freeze is not seen`)
    return join(home, basename(cgroup), name)
  }
  return {
    summary: 'the cgroup freezer: one write for all processes of a VM',

    prefix: (vm) => ['/bin/sh', '-c', 'mkdir "$0" && echo 0 > "$0/cgroup.procs" && exec "$@"', join(home, vm)],

    async freeze(root) {
      if (bySignals.has(root)) return sigstop.freeze(root)
      const cgroup = cgroupOf(root)
      const askedMs = performance.now()
      writeFileSync(fileOf(root, 'cgroup.freeze'), '1')
      const shown = await untilFrozen(fileOf(root, 'cgroup.events'), root)
      const tookMs = performance.now() - askedMs
      const members = processTree.members(root).map((pid) => ({ pid, isInside: isWithin(cgroupOf(pid), cgroup) }))
      const living = members.filter(({ pid }) => processTree.states(pid).length > 0)
      const outside = living.find(({ isInside }) => !isInside)
      if (outside === undefined) return `all ${living.length} processes ${shown}; frozen within ${tookMs.toFixed(1)} ms`
      bySignals.add(root)
      // Signals wait for those who are frozen, so that nobody runs in between.
      const stopped = sigstop.freeze(root)
      writeFileSync(fileOf(root, 'cgroup.freeze'), '0')
      return `${await stopped}; by signals, since process ${outside.pid} has left the VM’s cgroup`
    },

    thaw(root) {
      if (bySignals.has(root)) return sigstop.thaw(root)
      writeFileSync(fileOf(root, 'cgroup.freeze'), '0')
      return `cgroup shows ${isFrozen(fileOf(root, 'cgroup.events')) ? 'frozen 1' : 'frozen 0'}`
    },
  }
}

/** Of version 2, from the hierarchy's root on; empty for a process that is gone. */
const cgroupOf = (pid: number): string => {
  try {
    const [, path = ''] = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? []
    return path
  } catch {
    return ''
  }
}

const isWithin = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`)

const isFrozen = (events: string): boolean => /^frozen 1$/m.test(readFileSync(events, 'utf8'))

const untilFrozen = async (events: string, root: number): Promise<string> => {
  const startMs = performance.now()
  const passedMs = (): number => performance.now() - startMs
  while (!isFrozen(events)) {
    const states = passedMs() > lateMs ? processTree.members(root).flatMap(processTree.states) : []
    // They freeze before they leave the kernel; whoever else is not frozen yet is on the way, in state R.
    if (states.includes('D') && !states.includes('R'))
      return 'in a cgroup that freezes, some in the kernel (D) until then'
    if (passedMs() > deadlineMs) {
      // Each thread has been told by itself, and must leave the kernel to run code of its own: what it waits for is a processor to freeze on.
      if (states.includes('R')) return 'in a cgroup that freezes, some waiting for a processor (R) until then'
      throw new Error(`freeze of process ${root} not seen after ${deadlineMs} ms: thread states ${states.join('')}`)
    }
    await (passedMs() < soonMs ? breath() : sleep(1))
  }
  return 'in a cgroup that shows frozen 1'
}
