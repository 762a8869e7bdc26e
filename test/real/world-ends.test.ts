/** However a test with a world in it ends, nothing of its world is left. */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test, vi } from 'vitest'
import { packageRoot } from '../../src/scenario/package-root.js'
import { emptyFolder } from '../cli/outlive.js'
import { eventually, marked, ownedBy, stillThere } from './left-behind.js'
import { netnsMissing } from './play.js'

const vitest = join(packageRoot, 'node_modules/vitest/vitest.mjs')
const root = join(packageRoot, 'test/real/fixtures/world')

/** What the run of one test has written so far, of all its records. */
const historyIn = (cwd: string): string => {
  const records = join(cwd, '.outlive')
  if (!existsSync(records)) return ''
  const histories = readdirSync(records).map((name) => join(records, name, 'history.jsonl'))
  return histories.flatMap((file) => (existsSync(file) ? [readFileSync(file, 'utf8')] : [])).join('')
}

const vitestRuns = (name: string) => [vitest, 'run', '--root', root, '--testNamePattern', name]

const cases = {
  throws: vitestRuns('throws'),
  'times out': vitestRuns('times out'),
  'is killed': vitestRuns('is killed'),
  'is killed with Node’s runner': ['--test', join(root, 'killed.node.mjs')],
}

test.concurrent.for(Object.entries(cases))(
  'a test that %s leaves nothing behind',
  { retry: 0 },
  async ([name, command], { skip }) => {
    if (netnsMissing !== '') skip(netnsMissing)
    const cwd = emptyFolder()
    const mark = randomUUID()
    const runner = execa(process.execPath, command, {
      cwd,
      env: {
        OUTLIVE_TEST_MARK: mark,
        VITEST: undefined,
        NODE_TEST_CONTEXT: undefined,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
      },
      reject: false,
      cleanup: false,
    })
    await vi.waitFor(() => expect(historyIn(cwd)).toContain('"act":"stopped"'), { timeout: 60_000, interval: 50 })
    const owned = ownedBy(mark)
    expect(owned.namespaces.length).toBeGreaterThan(0)
    writeFileSync(join(cwd, 'seen'), '')
    if (name.startsWith('is killed')) runner.kill('SIGKILL')
    const { stdout, exitCode } = await runner
    if (!name.startsWith('is killed')) {
      expect(exitCode).toBe(1)
      expect(stdout).toMatch(/1 failed \| 2 skipped/)
    }
    await eventually(() => marked(mark).join('\n'), '')
    await eventually(() => stillThere(owned), [])
    await eventually(() => readdirSync(join(cwd, '.outlive')), [])
  },
)
