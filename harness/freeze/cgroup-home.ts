/**
 * The folder of a run's cgroups. No namespace removes it, so its keeper does, a process outside the run that waits for the end of a pipe: whoever opened the
 * folder holds the other end, until it closes it or dies. Then the keeper kills who is left in there and removes it.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { endOf, howItEnded, lastWords, spawnPiped } from '../child.js'
import { cgroupIn } from './cgroup.js'

export interface CgroupHome {
  readonly folder: string
  leave(): Promise<void>
}

/** It tries for half a minute: a process may take long to die. */
const keeper = `
trap '' PIPE
mkdir -p "$0" || exit
echo made
read -r _
exec 2>/dev/null
for _ in $(seq 300); do
  echo 1 > "$0/cgroup.kill"
  find "$0" -depth -type d -exec rmdir {} + && exit
  sleep 0.1
done`

/** Tries rather than guesses. @throws Error that says why there can be none */
export const openCgroupHome = async (): Promise<CgroupHome> => {
  const folder = join(ownCgroup(), `outlive-${randomUUID()}`)
  const keep = () => started(['/bin/sh', '-c', keeper, folder])
  const dismiss = ({ end, ended }: Awaited<ReturnType<typeof keep>>): Promise<void> => {
    end()
    return ended
  }
  let kept = await keep()
  let isLeft = false
  const leave = async (): Promise<void> => {
    isLeft = true
    await dismiss(kept)
    // It was killed before it could remove it.
    if (existsSync(folder)) await dismiss(await keep())
  }
  /** In the place of one that was killed there is another. */
  const watch = async (): Promise<void> => {
    await kept.ended
    if (isLeft) return
    kept = await keep()
    return isLeft ? dismiss(kept) : watch()
  }
  watch().catch(() => {})
  try {
    const freezer = cgroupIn(folder)
    const trial = await started([...freezer.prefix('trial'), '/bin/sh', '-c', 'echo started; read -r _'])
    await freezer.freeze(trial.pid).finally(trial.kill)
    // A process that is frozen must not be immune.
    await trial.ended
  } catch (error) {
    await leave()
    throw error
  }
  return { folder, leave }
}

/** Where we may make cgroups, if anywhere: in our own. */
const ownCgroup = (): string => {
  const [, , , root = '', mounted = ''] =
    readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .find((line) => line.includes(' - cgroup2 '))
      ?.split(' ') ?? []
  if (mounted === '') throw new Error('no cgroup v2 is mounted')
  const [, own = '/'] = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8')) ?? []
  const below = relative(root, own)
  if (below.startsWith('..')) throw new Error(`cgroup ${own} is not to be seen in ${mounted}`)
  return join(mounted, below)
}

/** Waits for its first line. @throws Error with what it said instead */
const started = async (command: readonly string[]) => {
  const child = spawnPiped(command, { detached: true })
  const words = lastWords()
  child.stderr.on('data', words.add)
  // Who has ended already needs no end.
  child.stdin.on('error', () => {})
  const { pid = 0 } = child
  const end = endOf(child)
  const failed = end.then((how) => {
    throw new Error(words.read() || `${command[0]} ${howItEnded(how, '')}`)
  })
  await Promise.race([once(child.stdout, 'data'), failed])
  failed.catch(() => {})
  return {
    pid,
    ended: end.then(() => {}),
    end: () => void child.stdin.end(),
    kill: () => void child.kill('SIGKILL'),
  }
}
