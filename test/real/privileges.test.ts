/** Who may run it: anybody in a user namespace, root with or without one; and whoever may not is told what to do. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { readHistory } from '../../src/record.js'
import { emptyFolder, environment, program } from '../cli/outlive.js'
import { netnsMissing } from './play.js'

const scenario = `
name: short
presets: [{ name: pause, with: { stunMs: 200 } }]
memory: [1 MiB]
sessions: [echo]
profiles: [linux]
baseline: 1 s
settle: 5 s
`

const isRoot = process.getuid?.() === 0
/** Nobody's user and group. */
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
/** Root of a user namespace in which there may be so many others. */
const mapped = (most: number, ...command: string[]): string[] => [
  ...['unshare', '--user', '--map-root-user', '--mount', '--net', '--pid', '--fork', '--mount-proc', 'sh', '-c'],
  `echo ${most} > /proc/sys/user/max_user_namespaces && exec "$@"`,
  'sh',
  ...command,
]
const withoutCapabilities = ['setpriv', '--bounding-set=-all', '--inh-caps=-all']

interface Ran {
  readonly exitCode: number | undefined
  readonly stderr: string
  readonly record: string
}

const run = async (as: readonly string[]): Promise<Ran> => {
  const folder = emptyFolder()
  chmodSync(folder, 0o777)
  writeFileSync(join(folder, 'short.yaml'), scenario)
  const [first = '', ...rest] = [...as, process.execPath, program, 'run', 'short.yaml', '--quiet', '--record', 'record']
  const { exitCode, stderr } = await execa(first, rest, {
    cwd: folder,
    env: { ...environment, HOME: folder },
    reject: false,
  })
  return { exitCode, stderr, record: join(folder, 'record') }
}

describe.skipIf(netnsMissing !== '' || process.platform !== 'linux')(`netns ${netnsMissing}`, () => {
  test.concurrent.each<[string, readonly string[], 'root' | 'user namespace', boolean]>([
    ['as it is called here', [], isRoot ? 'root' : 'user namespace', true],
    ['as nobody, in a user namespace of its own', nobody, 'user namespace', isRoot],
    ['as a root who can have no user namespaces', mapped(0), 'user namespace', true],
  ])('%s it runs', async (_, as, user, isPossible) => {
    if (!isPossible) return
    const { exitCode, stderr, record } = await run(as)
    // A busy machine may leave nothing to be said.
    expect([0, 3], stderr).toContain(exitCode)
    const [started] = readHistory(record)
    expect(started).toMatchObject({ type: 'run-started', environment: { user } })
    expect(readHistory(record).at(-1)).toMatchObject({ type: 'run-ended', reason: 'finished' })
  })

  test.concurrent.each<[string, readonly string[], RegExp, RegExp]>([
    [
      'a root without capabilities, as in a container',
      withoutCapabilities,
      /namespaces: refused(: this is a container| to a root that lacks CAP_SYS_ADMIN)/,
      /^fix: (start the container with --privileged|run it as a root with all capabilities)/m,
    ],
    [
      'a user who can have no user namespaces',
      mapped(1, 'unshare', '--user', '--map-user=1000', '--map-group=1000'),
      /namespaces: (too many namespaces|refused: user\.max_user_namespaces is 0)/,
      /^fix: sudo sysctl -w user\.max_user_namespaces=15000$/m,
    ],
  ])('%s is told what to do', async (_, as, why, fix) => {
    const { exitCode, stderr } = await run(as)
    expect(stderr).toMatch(why)
    expect(stderr).toMatch(fix)
    expect(exitCode).toBe(2)
  })
})
