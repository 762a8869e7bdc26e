/** The shell script of `shell.sh`, started on a VM of a run that goes on: it is told which processes and which port are the VM's. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const script = fileURLToPath(new URL('./shell.sh', import.meta.url))

export interface ShellWay {
  blackout(ms: number): Promise<void>
}

/** @param mark what the command line of the VM's service has in it, and nobody else's */
export const openShellWay = async (mark: string): Promise<ShellWay> => {
  const probes = processesWith(mark)
  const [probe] = probes
  if (probe === undefined) throw new Error('no VM for the shell script')
  const runner = foreigner(probe)
  const inside = (pid: number): string[] => [
    'nsenter',
    ...(process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials']),
    `--net=/proc/${pid}/ns/net`,
    ...['-t', `${pid}`],
  ]
  const run = async ([file = '', ...args]: string[]): Promise<string> => (await execa(file, args)).stdout
  // The number that the other end of its cable has.
  const [, number] = /eth0@if(\d+)/.exec(await run([...inside(probe), 'ip', '-oneline', 'link'])) ?? []
  const [, port = ''] =
    new RegExp(`^${number}: ([^@:]+)`, 'm').exec(await run([...inside(runner), 'ip', '-oneline', 'link'])) ?? []
  const pids = probes.map(String)
  return {
    async blackout(ms) {
      await execa('sh', [script, `${ms / 1000}`, port, inside(runner).join(' '), ...pids])
    },
  }
}

const processesWith = (mark: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) =>
        pid > 0 &&
        commandOf(pid).includes(mark) &&
        commandOf(pid).startsWith('perl') &&
        commandOf(pid).includes('probe.pl'),
    )

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** The nearest of its ancestors that has another network: the runner. */
const foreigner = (pid: number): number => {
  const networkOf = (some: number): string => readlinkSync(`/proc/${some}/ns/net`)
  const parentOf = (some: number): number =>
    Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${some}/status`, 'utf8'))?.[1])
  let ancestor = pid
  while (networkOf(ancestor) === networkOf(pid)) ancestor = parentOf(ancestor)
  return ancestor
}
