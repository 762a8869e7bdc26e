/** Really tries, in namespaces that vanish at once, what a run does in them: the answer of the kernel counts, not its version. */
import { existsSync, readFileSync } from 'node:fs'
import type { Check } from '../../src/doctor/check.js'
import { explainRefusal, namespaceSysctls } from '../../src/doctor/denied.js'
import { hideable, namespaceFlags, userNamespaceFlags } from '../enter.js'
import { adminProgram } from '../netns/admin-program.js'
import { attempt, cutShort } from './attempt.js'
import { findProgram } from './programs.js'

interface Trial {
  readonly does: string
  /** Run by a shell in the namespaces; `$FOLDER` may be mounted over. */
  readonly command: string
  /** Programs without which it cannot be tried; their own checks say so. */
  readonly with: readonly string[]
  readonly fix: string
  /** `netns` when left out. */
  readonly neededBy?: Check['neededBy']
}

/** A capture of nothing: tcpdump takes the user that it is told to before it reads one. */
const emptyCapture = String.raw`\324\303\262\241\002\000\004\000\000\000\000\000\000\000\000\000\000\000\004\000\001\000\000\000`

const trials: Readonly<Record<string, Trial>> = {
  bridges: {
    does: 'a bridge can be made',
    command: 'ip link add outliveA type bridge',
    with: ['ip'],
    fix: 'sudo modprobe bridge',
  },
  veth: {
    does: 'a pair of virtual cards can be made',
    command: 'ip link add outliveB type veth peer name outliveC',
    with: ['ip'],
    fix: 'sudo modprobe veth',
  },
  sch_tbf: {
    does: 'what is sent to a VM can be held in a queue',
    command: `${adminProgram('tc')} qdisc add dev lo root tbf rate 8bit burst 1600 mpu 1500 limit 1mb`,
    with: [],
    fix: 'sudo modprobe sch_tbf; without it presets that hold packets (wire hold) end inconclusive',
    neededBy: 'optional',
  },
  captures: {
    does: 'packets can be captured (--pcap)',
    command: `printf '${emptyCapture}' | ${adminProgram('tcpdump')} -Z root -r -`,
    with: [],
    fix: 'run outlive as root for --pcap and for guests’ announcements: tcpdump gives up its groups, which ordinary users’ namespaces do not allow',
    neededBy: 'optional',
  },
  tmpfs: {
    does: 'a tmpfs can be mounted',
    command: 'mount -t tmpfs tmpfs "$FOLDER"',
    with: ['mount'],
    fix: 'allow mounts in user namespaces; in a container: start it with --privileged',
  },
  sysfs: {
    does: 'a sysfs can be mounted',
    command: 'mount -t sysfs sysfs "$FOLDER"',
    with: ['mount'],
    fix: 'start the container with --privileged, or with --security-opt systempaths=unconfined and a writable /sys',
  },
}

/** Good to have: each with the kernel that brought it and what is worse without. */
const sysctls: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_rto_max_ms':
    'Linux 6.15 or newer; without it recoveries of sessions in which the VM sends are overstated',
  'net.ipv4.tcp_rto_min_us':
    'Linux 6.11 or newer; without it profiles of other systems have Linux’s smallest retransmission timeout, 200 ms',
}

export const checkNamespaces = async (): Promise<Check[]> => {
  const name = 'namespaces'
  const unshare = findProgram('unshare')
  if (unshare === undefined) {
    return [{ name, ok: false, detail: 'not tried: there is no unshare', neededBy: 'netns' }]
  }
  const tried = Object.entries(trials).filter(([, trial]) => trial.with.every((program) => findProgram(program)))
  const script = [
    `FOLDER='${hideable([])}'`,
    'echo "entered:"',
    ...tried.map(([name, { command }]) => `said=$({ ${command}; } 2>&1) && echo "${name}:" || echo "${name}:" $said`),
    ...Object.keys(sysctls).map((name) => `test -e /proc/sys/${name.replaceAll('.', '/')} && echo "${name}:"`),
    'true',
  ].join('\n')
  const shell = await attempt(unshare, [...userNamespaceFlags, ...namespaceFlags, '--', '/bin/sh', '-c', script])
  const answers = new Map(
    shell.said.split('\n').map((line): [string, string] => {
      const [, key = '', said = ''] = /^(\S+?):\s*(.*)$/.exec(line) ?? []
      return [key, said]
    }),
  )
  if (shell.unknown !== undefined) return [{ name, ok: false, neededBy: 'netns', ...shell.unknown }]
  if (!answers.has('entered')) {
    const refusal = {
      said: shell.said.trim(),
      root: process.getuid?.() === 0,
      container: inContainer(),
      sysctls: readSysctls(),
    }
    return [{ name, ok: false, neededBy: 'netns', ...explainRefusal(refusal) }]
  }
  const who = process.getuid?.() === 0 ? 'as root' : 'without root, in a user namespace'
  return [
    { name, ok: true, detail: `network, mount and PID namespaces, ${who}`, neededBy: 'netns' },
    ...tried.map(([name, { does, fix, neededBy = 'netns' }]): Check => {
      const said = answers.get(name)
      if (said === undefined) return { name, ok: false, neededBy, ...cutShort }
      return said === '' ? { name, ok: true, detail: does, neededBy } : { name, ok: false, detail: said, fix, neededBy }
    }),
    ...Object.entries(sysctls).map(([name, fix]): Check => {
      const ok = answers.has(name)
      return ok
        ? { name, ok, detail: 'this kernel has it', neededBy: 'optional' }
        : { name, ok, detail: 'this kernel does not have it', fix, neededBy: 'optional' }
    }),
  ]
}

const readSysctls = (): Record<string, string | undefined> =>
  Object.fromEntries(
    namespaceSysctls.map((name) => {
      const file = `/proc/sys/${name.replaceAll('.', '/')}`
      return [name, existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined]
    }),
  )

/** Marks that Docker, Podman, systemd-nspawn and LXC leave. */
const inContainer = (): boolean =>
  process.env.container !== undefined ||
  ['/.dockerenv', '/run/.containerenv', '/run/systemd/container'].some((file) => existsSync(file))
