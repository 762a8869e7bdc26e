import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/scenario/package-root.js'
import { outlive } from './outlive.js'

const log = join(packageRoot, 'fixtures/logs/vmware.log')

test('tells which pauses there were, how sure they are, and what to do next', async () => {
  const { stdout, exitCode } = await outlive(['pauses', log])
  expect(stdout).toContain('3 pauses, read as VMware')
  expect(stdout).toMatch(/5 +8\.2 s +2026-03-02T22:14:44\.132Z +stun +stated/)
  expect(stdout).toContain('--pause 8204ms')
  expect(stdout).toContain(`--from ${log}`)
  expect(exitCode).toBe(0)
})

test('as JSON', async () => {
  const { stdout } = await outlive(['pauses', log, '--reporter', 'json'])
  expect(JSON.parse(stdout)).toMatchObject({ format: 'vmware', pauses: [{ line: 3 }, { ms: 8204.117 }, { line: 6 }] })
})

test.each([
  [['pauses', '/no/such.log'], 'no such file'],
  [['pauses', join(packageRoot, 'README.md')], 'no log that is known; expected one of'],
  [['repro', 'demo', '--symptom', 'died', '--from', '/no/such.log'], 'no such file'],
])('%j is refused', async (args, words) => {
  const { stderr, exitCode } = await outlive(args)
  expect(stderr).toContain(words)
  expect(exitCode).toBe(2)
})
