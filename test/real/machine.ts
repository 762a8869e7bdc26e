/** Processes that are frozen as a VM is, without a run around them. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { afterEach } from 'vitest'
import { userNamespaceFlags } from '../../dist/harness/enter.js'

const started: { kill(signal: NodeJS.Signals): boolean }[] = []
afterEach(() => {
  for (const each of started.splice(0)) each.kill('SIGKILL')
})

/** Starts a shell script as the first process of a PID namespace, as a VM is, and returns its pid as seen from here. */
export const vmOf = async (script: string, prefix: readonly string[] = []): Promise<number> => {
  const flags = [...userNamespaceFlags, '--pid', '--mount', '--fork', '--kill-child', '--mount-proc']
  const child = execa('unshare', [...flags, ...prefix, 'sh', '-c', script], { reject: false, stdio: 'ignore' })
  started.push(child)
  await sleep(500)
  // A busy machine may not have come so far; and to the kernel 0 is whoever asks, with its whole process group.
  for (;;) {
    const first = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim())
    if (first > 0) return first
    await sleep(50)
  }
}
