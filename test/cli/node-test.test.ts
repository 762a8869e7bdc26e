/** The example for Node's own test runner. */
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/scenario/package-root.js'
import { netnsMissing } from '../real/play.js'

test.skipIf(netnsMissing !== '')(`node --test ${netnsMissing}`, async () => {
  const { stdout, exitCode } = await execa(
    'node',
    ['--test', '--test-reporter=tap', 'examples/node-test/session.test.mjs'],
    {
      cwd: packageRoot,
      reject: false,
      // Vitest says so of itself, and Node's runner would take itself for a child of one.
      env: { NODE_TEST_CONTEXT: undefined },
    },
  )
  expect(stdout).toContain('ok 1 - an echo session outlives a pause of 2 s')
  expect(exitCode).toBe(0)
})
