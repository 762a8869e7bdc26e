/** How the runner is started: where it runs, and how it is sure to end with whoever started it. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/scenario/package-root.js'
import type { EngineName } from './engines/index.js'

const runner = join(packageRoot, 'dist/harness/runner.js')

/**
 * The runner becomes the first process of new namespaces. It is killed with us by a chain that no signal to us can break:
 * `setpriv --pdeathsig` has the kernel kill `unshare` when we die, `unshare --kill-child` has it kill the runner when `unshare` dies, and
 * the death of a PID namespace's first process kills all the others, stopped ones too.
 *
 * As root it runs without the user namespace, so that programs which switch users work.
 */
export const namespaceFlags = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
export const userNamespaceFlags = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']

export const runnerCommand = (engine: EngineName): string[] => {
  const node = [process.execPath, runner]
  if (engine === 'loopback') return node
  return ['setpriv', '--pdeathsig', 'KILL', 'unshare', ...userNamespaceFlags, ...namespaceFlags, '--', ...node]
}

/**
 * A folder that every Linux has and that the runner may hide behind a tmpfs of its own, in its own mount namespace: there it writes, and
 * the kernel removes it with the namespace. It must not hide what the run needs.
 */
export const hideable = (needed: readonly string[]): string => {
  const all = [...needed, process.cwd(), packageRoot, process.execPath, homedir()]
  const found = ['/dev/shm', '/mnt', '/media', '/srv', '/opt', '/run/lock'].find(
    (folder) => existsSync(folder) && !all.some((path) => path === folder || path.startsWith(`${folder}/`)),
  )
  // /dev/shm alone would do on any machine that is not built to defeat this.
  if (found === undefined) throw new Error('no folder is free to be hidden behind a tmpfs')
  return found
}
