/** How many cells a minute: 60 pauses up to 120 s for four sessions, side by side, as `outlive tune` sweeps them. */
import { expect, test } from 'vitest'
import { netnsMissing } from '../test/real/play.js'
import { outliveTune } from './outlive-tune.js'

test.skipIf(netnsMissing !== '')('60 pauses up to 120 s for four sessions', async () => {
  const range = ['--from', '1s', '--to', '120s', '--pauses', '60', '--repeat', '1', '--rounds', '0']
  const began = performance.now()
  const { curves } = await outliveTune('demo', '--profile', 'windows-2008', ...range)
  const tookMs = performance.now() - began
  const trials = curves.reduce((sum, { trials }) => sum + trials.length, 0)
  const unsaid = curves.reduce((sum, { inconclusive }) => sum + inconclusive.length, 0)
  console.log(
    `${trials} cells in ${(tookMs / 1000).toFixed(0)} s, ${((trials * 60_000) / tookMs).toFixed(0)} a minute; ${unsaid} inconclusive`,
  )
  expect(trials + unsaid).toBe(240)
})
