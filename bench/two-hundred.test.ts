/** Two hundred sessions of four kinds from five client machines, to ten VMs that are all moved at once, in one run. */
import { expect, test } from 'vitest'
import { isAsPredicted } from '../src/agreement.js'
import { groupBy } from '../src/group-by.js'
import { netnsMissing, play } from '../test/real/play.js'

test.skipIf(netnsMissing !== '')('200 cells at once', async () => {
  const { report } = await play({
    name: 'two-hundred',
    presets: ['vmotion', 'xen', 'quick-migration', 'azure-freeze', 'mscs-failover'],
    memory: ['256 MiB', '512 MiB'],
    sessions: ['echo', 'file-copy', 'console', 'database'],
    profiles: ['linux', 'linux-cloud', 'windows-2008', 'windows-11', 'macos'],
  })
  const moved = report.cells.filter(({ control }) => !control)
  const longestMs = Math.max(
    ...moved.map(({ plan }) => plan.reduce((end, { startMs, durationMs }) => Math.max(end, startMs + durationMs), 0)),
  )
  const stallMs = Math.max(...moved.map(({ longestStallMs }) => longestStallMs))
  const seen = [...groupBy(moved, ({ verdict }) => verdict)]
    .map(([verdict, cells]) => `${cells.length} ${verdict}`)
    .join(', ')
  const wrong = moved.filter((cell) => isAsPredicted(cell) === false)
  console.log(
    `${moved.length} cells in ${(report.tookMs / 1000).toFixed(0)} s; the longest plan ${(longestMs / 1000).toFixed(1)} s, the longest stall ${(stallMs / 1000).toFixed(1)} s: ` +
      `${seen}; ${wrong.length} other than predicted: ${wrong.map(({ id }) => id).join(' ')}`,
  )
  for (const { id, why } of moved.filter(({ verdict }) => verdict === 'inconclusive')) console.log(`${id}: ${why}`)
  expect(moved).toHaveLength(200)
})
