/** Many cells at once in one run: how long it takes beside what it cannot take less than, the longest plan. `docs/size.md` shows it. */
import { expect, test } from 'vitest'
import { isAsPredicted } from '../src/agreement.js'
import { groupBy } from '../src/group-by.js'
import { blackoutsOf, planEndMs } from '../src/plan.js'
import { loadScenario } from '../src/scenario/load.js'
import { resolveScenario } from '../src/scenario/resolve.js'
import { netnsMissing, play } from '../test/real/play.js'

const matrices = {
  'the matrix that outlive exists for': { scenario: loadScenario('dynamic-it'), cells: 120 },
  'two hundred sessions, ten VMs, five client machines': {
    scenario: resolveScenario({
      name: 'two-hundred',
      presets: ['vmotion', 'xen', 'quick-migration', 'azure-freeze', 'mscs-failover'],
      memory: ['256 MiB', '512 MiB'],
      sessions: ['echo', 'file-copy', 'console', 'database'],
      profiles: ['linux', 'linux-cloud', 'windows-2008', 'windows-11', 'macos'],
    }),
    cells: 200,
  },
}

test.skipIf(netnsMissing !== '').each(Object.entries(matrices))('%s', async (_, { scenario, cells }) => {
  const { report } = await play(scenario)
  const moved = report.cells.filter(({ control }) => !control)
  const plans = scenario.cells.map(({ plan }) => plan)
  const longestMs = Math.max(...plans.map(planEndMs))
  const pauseMs = Math.max(...plans.flatMap((plan) => blackoutsOf(plan).map(({ durationMs }) => durationMs)))
  const stallMs = Math.max(...moved.map(({ longestStallMs }) => longestStallMs))
  const seen = [...groupBy(moved, ({ verdict }) => verdict)]
    .map(([verdict, cells]) => `${cells.length} ${verdict}`)
    .join(', ')
  const wrong = moved.filter((cell) => isAsPredicted(cell) === false)
  console.log(
    `${moved.length} cells in ${seconds(report.tookMs)}; the longest pause ${seconds(pauseMs)}, the longest plan ${seconds(longestMs)}, the longest stall ${seconds(stallMs)}: ` +
      `${seen}; ${wrong.length} other than predicted: ${wrong.map(({ id }) => id).join(' ')}`,
  )
  for (const { id, why } of moved.filter(({ verdict }) => verdict === 'inconclusive')) console.log(`${id}: ${why}`)
  expect(moved).toHaveLength(cells)
})

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
