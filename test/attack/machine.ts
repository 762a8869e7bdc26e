/** What may become of the machine while a run goes on. */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { userNamespaceFlags } from '../../dist/harness/enter.js'
import { ground, groundWithQueues } from './ground.js'
import { type Role, roleOf } from './processes.js'
import type { Besieged, Ground } from './siege.js'

export interface Trouble {
  readonly ground: Ground
  /** @param moment of the run, from 0 to 1 */
  readonly make?: (run: Besieged, moment: number) => Promise<void>
  /** What is to be said of it, in the report or in an error; nothing where verdicts need not suffer. */
  readonly says?: RegExp
  /** The command itself may be killed. */
  readonly kills?: boolean
}

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The record is on a disk of its own, and afterwards where it would have been. */
const onSmallDisk = (size: string): Ground => ({
  scenario: ground,
  wrapped: (command, record) => [
    'unshare',
    ...userNamespaceFlags,
    '--mount',
    'sh',
    '-c',
    `mkdir "$0" && mount -t tmpfs -o size=${size} tmpfs "$0" || exit 99
     "$@"; status=$?
     cp -a "$0" "$0.kept" && umount "$0" && cp -a "$0.kept/." "$0" && rm -r "$0.kept"
     exit $status`,
    record,
    ...command,
  ],
})

const withFiles = (most: number): Ground => ({
  scenario: ground,
  wrapped: (command) => ['prlimit', `--nofile=${most}:${most}`, ...command],
})

/** Version 1's controller, where there is one: version 2's would have to be handed down first. */
const memory = '/sys/fs/cgroup/memory'
const canLimitMemory = process.getuid?.() === 0 && existsSync(`${memory}/memory.limit_in_bytes`)

const withMemory = (size: string): Ground => ({
  scenario: ground,
  wrapped: (command) => [
    'sh',
    '-c',
    `own=${memory}/outlive-test-$$
     mkdir $own && echo ${size} > $own/memory.limit_in_bytes || exit 99
     sh -c 'echo $$ > "$0/cgroup.procs"; exec "$@"' $own "$@"; status=$?
     for try in $(seq 50); do rmdir $own 2> /dev/null && break; sleep 0.2; done
     exit $status`,
    'sh',
    ...command,
  ],
})

const signalTo = (pids: readonly number[], signal: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // It ended meanwhile.
    }
  }
}

/** Those who are stopped already are somebody else's to continue. */
const stopFor =
  (ms: number, isMeant: (role: Role | undefined) => boolean): NonNullable<Trouble['make']> =>
  async (run, moment) => {
    await run.reach(moment)
    const pids = run
      .processes()
      .filter((process) => process.state !== 'T' && isMeant(roleOf(process)))
      .map(({ pid }) => pid)
    signalTo(pids, 'SIGSTOP')
    await sleep(ms)
    signalTo(pids, 'SIGCONT')
  }

const stopped = (role: Role, scenario = ground): Trouble => ({
  ground: { scenario },
  make: stopFor(2500, (each) => each === role),
})

/** Twenty times what a core can do, for half a minute at most. */
const load: NonNullable<Trouble['make']> = async (run) => {
  const busy = Array.from({ length: 20 }, () =>
    execa('timeout', ['30', 'sh', '-c', 'while :; do :; done'], { reject: false }),
  )
  while (!run.isOver) await sleep(100)
  for (const each of busy) each.kill('SIGTERM')
  await Promise.all(busy)
}

export const troubles = {
  'a disk of 4 KiB': { ground: onSmallDisk('4k'), says: /ENOSPC/ },
  'a disk of 16 KiB': { ground: onSmallDisk('16k'), says: /ENOSPC/ },
  'a disk of 32 KiB': { ground: onSmallDisk('32k'), says: /ENOSPC/ },
  '24 descriptors': { ground: withFiles(24), says: /EMFILE|open files/i },
  '32 descriptors': { ground: withFiles(32), says: /EMFILE|open files/i },
  '48 descriptors': { ground: withFiles(48), says: /open files/ },
  // Whoever the kernel chooses is killed.
  ...(canLimitMemory && {
    'memory of 120 MiB': { ground: withMemory('120M'), kills: true },
    'memory of 240 MiB': { ground: withMemory('240M'), kills: true },
  }),
  '2 ports': {
    ground: {
      scenario: {
        ...ground,
        sessions: ['echo'],
        shapes: ['talking', 'idle', 'listening'],
        profiles: [beside('few-ports.yaml')],
      },
    },
    says: /EADDRNOTAVAIL/,
  },
  'a clock that is set': {
    ground: {
      scenario: ground,
      env: { NODE_OPTIONS: `--require ${beside('stepping-clock.cjs')}` },
    },
  },
  'a machine that is suspended': { ground: { scenario: ground }, make: stopFor(2500, () => true) },
  'the command is stopped': stopped('command'),
  'the runner is stopped': stopped('runner'),
  'a client is stopped': stopped('client'),
  'VMs are stopped': stopped('VM'),
  'the host process is stopped': stopped('host process', groundWithQueues),
  'twenty busy processes': { ground: { scenario: ground }, make: load },
} satisfies Record<string, Trouble>
