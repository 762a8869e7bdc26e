/** How many cells a minute: 60 pauses up to 120 s for four sessions, side by side, as `outlive tune` sweeps them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { packageRoot } from '../src/scenario/package-root.js'
import { tuneSchema } from '../src/tune/result.js'
import { netnsMissing } from '../test/real/play.js'

test.skipIf(netnsMissing !== '')('60 pauses up to 120 s for four sessions', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'outlive-bench-'))
  const range = ['--from', '1s', '--to', '120s', '--pauses', '60', '--repeat', '1', '--rounds', '0']
  const args = ['tune', 'demo', '--profile', 'windows-2008', ...range, '--quiet', '--reporter', 'json']
  const began = performance.now()
  const { stdout } = await execa(process.execPath, [join(packageRoot, 'dist/src/cli/main.js'), ...args], { cwd })
  const tookMs = performance.now() - began
  rmSync(cwd, { recursive: true, force: true })
  const { curves } = tuneSchema.parse(JSON.parse(stdout))
  const trials = curves.reduce((sum, { trials }) => sum + trials.length, 0)
  const unsaid = curves.reduce((sum, { inconclusive }) => sum + inconclusive.length, 0)
  console.log(
    `${trials} cells in ${(tookMs / 1000).toFixed(0)} s, ${((trials * 60_000) / tookMs).toFixed(0)} a minute; ${unsaid} inconclusive`,
  )
  expect(trials + unsaid).toBe(240)
})
