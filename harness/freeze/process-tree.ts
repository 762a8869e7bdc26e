/** Reads from the kernel which processes a VM consists of and what state each of their threads is in. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessTree {
  /**
   * The process and all its descendants. Orphans of a PID namespace belong to its first process, so nothing that a VM in a namespace
   * starts can leave its tree, whatever it forks or calls setsid for.
   */
  members(root: number): number[]
  /** Scheduler states of all threads, by one letter each: T stopped, R running, S sleeping … Empty for a process that is gone. */
  states(pid: number): string[]
}

/** Linux: /proc, without starting a process. */
const fromProc: ProcessTree = {
  members(root) {
    const found = [root]
    for (const pid of found) {
      for (const thread of entries(`/proc/${pid}/task`)) {
        const children = read(`/proc/${pid}/task/${thread}/children`).trim()
        if (children !== '') found.push(...children.split(' ').map(Number))
      }
    }
    return found
  },
  states: (pid) =>
    entries(`/proc/${pid}/task`)
      // The name in parentheses may itself hold spaces and parentheses: the state comes after the last one.
      .map((thread) => read(`/proc/${pid}/task/${thread}/stat`).match(/^.*\) (\w)/s)?.[1] ?? '')
      .filter((state) => state !== '' && state !== 'Z' && state !== 'X'),
}

/** Elsewhere: ps, which shows a state per process. */
const fromPs: ProcessTree = {
  members(root) {
    const parents = ps(['-axo', 'pid=,ppid=']).map((line) => line.trim().split(/\s+/).map(Number))
    const found = [root]
    for (const pid of found) found.push(...parents.filter(([, parent]) => parent === pid).map(([child = 0]) => child))
    return found
  },
  states: (pid) => ps(['-o', 'state=', '-p', String(pid)]).map((state) => state.trim().charAt(0)),
}

export const processTree: ProcessTree = process.platform === 'linux' ? fromProc : fromPs

const ps = (args: string[]): string[] => {
  try {
    return execFileSync('ps', args, { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.trim() !== '')
  } catch {
    return []
  }
}

/** A process may end while it is looked at; what is gone needs no stopping. */
const entries = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
