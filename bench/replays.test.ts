/** The same record played again fifty times: in how many are verdict and cause of each session the same? Apart for those that are sure by prediction and those at a border. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { EventOf } from '../src/history.js'
import { compareCells } from '../src/record/replayed.js'
import { scenarioOf } from '../src/record/scenario.js'
import { demoScenario } from '../src/scenario/load.js'
import { resolveScenario } from '../src/scenario/resolve.js'
import { wilson } from '../src/wilson.js'
import { play } from '../test/real/play.js'

const replays = 50
const impatient = fileURLToPath(new URL('../test/real/fixtures/impatient.yaml', import.meta.url))

const records = {
  // Pauses of 4.3 s, which are far from the borders of both client machines: 0.7 and 1.5 s, 3.0 and 6.2 s.
  'shorter pauses, one replay at a time': {
    atOnce: 1,
    scenario: resolveScenario({
      name: 'replayed',
      presets: ['vmotion', 'quick-migration'],
      memory: ['256 MiB'],
      sessions: ['file-copy', 'console', 'database', 'echo'],
      profiles: ['linux', impatient],
    }),
  },
  'the demo, five replays at a time on a machine that is busy with them': { atOnce: 5, scenario: demoScenario() },
}

test.each(Object.entries(records))('%s', async (title, { scenario, atOnce }) => {
  const first = await play(scenario)
  const run = first.history[0] as EventOf<'run-started'>
  const surely = new Map(first.report.cells.map(({ id, predicted }) => [id, (predicted?.either.length ?? 1) === 1]))
  const none = () => ({ same: 0, of: 0, unsaid: 0 })
  const counts = { 'sure, same offset': none(), 'sure, other offset': none(), 'at a border': none() }
  const others: string[] = []

  for (let done = 0; done < replays; done += atOnce) {
    const played = await Promise.all(Array.from({ length: atOnce }, () => play(scenarioOf(run, process.env))))
    for (const { report } of played) {
      for (const { id, before, now, agrees, sameOffset } of compareCells(first.report, report)) {
        const sure = sameOffset ? counts['sure, same offset'] : counts['sure, other offset']
        const count = surely.get(id) ? sure : counts['at a border']
        if (now?.verdict === 'inconclusive' || before?.verdict === 'inconclusive') count.unsaid++
        else {
          count.of++
          if (agrees) count.same++
          else others.push(`${id}: ${JSON.stringify(before)} then ${JSON.stringify(now)}`)
        }
      }
    }
  }
  const told = Object.entries(counts).map(([name, { same, of, unsaid }]) => {
    if (of === 0) return `${name}: none`
    const [least, most] = wilson(same, of).map((share) => (100 * share).toFixed(2))
    return `${name}: ${same} of ${of} as before (95 %: ${least} to ${most} %), of ${unsaid} nothing could be said`
  })
  console.log([title, ...told, ...others].join('\n'))
  expect(counts['sure, same offset'].of).toBeGreaterThan(0)
})
