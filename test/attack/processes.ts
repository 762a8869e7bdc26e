/** Who takes part in a run, by a word in the environment of whatever it started. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Process {
  readonly pid: number
  readonly command: string
  readonly state: string
}

const read = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

export const processesOf = (mark: string): Process[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && read(pid, 'environ').includes(mark))
    .map((pid) => ({
      pid: Number(pid),
      command: read(pid, 'cmdline').replaceAll('\0', ' ').trim(),
      state: /\) (\S)/.exec(read(pid, 'stat'))?.[1] ?? '',
    }))

/** Ours, each by what its command says. The first that fits. */
const known = {
  command: /main\.js run /,
  keeper: /trap '' PIPE/,
  'way into the namespaces': /^(setpriv|unshare) .*runner\.js/,
  runner: /runner\.js$/,
  'hand of a machine': /^(unshare --net |stdbuf -oL )?ip -force -oneline -batch/,
  'hand of the bridges': /bridge -force -batch/,
  'hand of the queues': /tc -force .*-batch/,
  'way into a VM': /^unshare .*vm\/main\.js/,
  VM: /vm\/main\.js$/,
  'host process': /host\/main\.js$/,
  client: /client\/main\.js$/,
  'listener for sockets’ ends': /ss -E /,
  'sampler of sockets': /^sh -c while read -r _; do/,
  'a look at sockets': /^ss -t/,
  'listener for neighbours': /ip -4 monitor neigh/,
  capture: /tcpdump/,
  'way to a program': /^unshare --mount .* outlive /,
  'shell of a program': /^sh -c .* outlive /,
  QEMU: /qemu-system/,
} as const
export type Role = keyof typeof known
export const roles = Object.keys(known) as Role[]

/** `undefined` for programs that only the scenario names, and for what lasts for an instant. */
export const roleOf = ({ command }: Process): Role | undefined => roles.find((role) => known[role].test(command))

/** They last for an instant, or another takes their place: nothing is missing when one is killed. */
export const replaceable: ReadonlySet<Role> = new Set(['keeper', 'a look at sockets'])
