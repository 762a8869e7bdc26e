/** Starts a shell line as somebody wrote it, in a mount namespace of its own in which the VM has a name. */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { servicePath } from '../service-path.js'

export interface ShellLine {
  readonly command: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly user?: string | undefined
  /** Address of the VM that is called `vm` and `vm.outlive` there. */
  readonly vm: string
  /** A folder that vanishes with the run. */
  readonly scratch: string
  /** In a PID namespace of its own, so that all that it starts ends with it. */
  readonly apart: boolean
}

export type Started = ChildProcessByStdio<null, Readable, Readable>

/** @throws Error when there is no such user */
export const startShell = ({ command, cwd, env, user, vm, scratch, apart }: ShellLine): Started => {
  const flags = apart ? ['--pid', '--fork', '--kill-child', '--mount-proc'] : []
  // The first process of a PID namespace heeds no signal that it does not handle: the command is never that one itself.
  const script = `mount --bind "$1" /etc/hosts || exit 125; shift; ${apart ? '"$@"; exit $?' : 'exec "$@"'}`
  const args = [...asUser(user), 'sh', '-c', command]
  return spawn('unshare', ['--mount', ...flags, '--', 'sh', '-c', script, 'outlive', hostsFile(vm, scratch), ...args], {
    cwd,
    env: { ...servicePath(), ...env, OUTLIVE_VM: vm },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const hostsFile = (vm: string, scratch: string): string => {
  const file = `${scratch}/hosts-${vm}`
  writeFileSync(file, hostsWith(vm, readFileSync('/etc/hosts', 'utf8')))
  return file
}

const names = ['vm', 'vm.outlive']

/** This machine's hosts and the VM's names; where the machine has such a name itself, it is the VM's here. */
export const hostsWith = (vm: string, hosts: string): string => {
  const others = hosts.split('\n').flatMap((line) => {
    const [address = '', ...called] = line.replace(/#.*/, '').trim().split(/\s+/)
    const kept = called.filter((name) => !names.includes(name))
    return kept.length === 0 ? [] : [[address, ...kept].join(' ')]
  })
  return `${[...others, [vm, ...names].join(' ')].join('\n')}\n`
}

/** How to become another user: by switching, or, where only one user is mapped, by calling that one by the other's number. */
const asUser = (user: string | undefined): readonly string[] => {
  if (user === undefined) return []
  const { uid, gid } = idsOf(user)
  return ownsMachine()
    ? ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--']
    : ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--']
}

/** @throws Error when this machine does not know the user */
export const idsOf = (user: string): { readonly uid: number; readonly gid: number } => {
  try {
    const [uid, gid] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, user], { stdio: 'pipe' })))
    return { uid: uid ?? 0, gid: gid ?? 0 }
  } catch {
    throw new Error(`user ${JSON.stringify(user)} is not known on this machine`)
  }
}

/** Whether user 0 here is user 0 of the machine: then all user ids are mapped to themselves. */
export const ownsMachine = (): boolean => /^\s*0\s+0\s+4294967295/.test(readFileSync('/proc/self/uid_map', 'utf8'))

/** A shell tells of a command that a signal ended by 128 and the signal's number. */
export const endOf = (status: number | null, signal: string | null): { exit: number | null; signal: string | null } => {
  const [name] = Object.entries(constants.signals).find(([, number]) => number + 128 === status) ?? []
  return name === undefined ? { exit: status, signal } : { exit: null, signal: name }
}

/**
 * How it ended that `startShell` has started apart. The first process of its namespace can only be ended by SIGKILL from outside, and `unshare` (util-linux 2.38) means
 * to end by the same signal then, fails, and says so.
 */
export const endApart = (status: number | null, signal: string | null, lastLine = ''): ReturnType<typeof endOf> =>
  status === 1 && lastLine.startsWith('unshare: sigprocmask unblock failed')
    ? { exit: null, signal: 'SIGKILL' }
    : endOf(status, signal)

export const endInWords = ({ exit, signal }: { exit: number | null; signal: string | null }): string =>
  signal === null ? `ended with status ${exit}` : `was ended by ${signal}`

/** For the end of a sentence about a program that came to nothing. */
export const quoted = (lines: readonly string[]): string =>
  lines.length === 0 ? 'it printed nothing' : `its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`
