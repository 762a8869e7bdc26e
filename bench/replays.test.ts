/** The same record played again fifty times: in how many are verdict and cause of each session the same? Apart for those that are sure by prediction and those at a border. */
import { expect, test } from 'vitest'
import type { EventOf } from '../src/history.js'
import { compareCells } from '../src/record/replayed.js'
import { scenarioOf } from '../src/record/scenario.js'
import { demoScenario } from '../src/scenario/load.js'
import { wilson } from '../src/wilson.js'
import { play } from '../test/real/play.js'

const replays = 50
const atOnce = 5

test(`${replays} replays of the demo`, async () => {
  const first = await play(demoScenario())
  const run = first.history[0] as EventOf<'run-started'>
  const surely = new Map(first.report.cells.map(({ id, predicted }) => [id, (predicted?.either.length ?? 1) === 1]))
  const counts = { sure: { same: 0, of: 0, unsaid: 0 }, border: { same: 0, of: 0, unsaid: 0 } }
  const others: string[] = []

  for (let done = 0; done < replays; done += atOnce) {
    const played = await Promise.all(Array.from({ length: atOnce }, () => play(scenarioOf(run, process.env))))
    for (const { report } of played) {
      for (const { id, before, now, agrees } of compareCells(first.report, report)) {
        const count = surely.get(id) ? counts.sure : counts.border
        if (now?.verdict === 'inconclusive' || before?.verdict === 'inconclusive') count.unsaid++
        else {
          count.of++
          if (agrees) count.same++
          else others.push(`${id}: ${JSON.stringify(before)} then ${JSON.stringify(now)}`)
        }
      }
    }
  }
  for (const [name, { same, of, unsaid }] of Object.entries(counts)) {
    const [least, most] = wilson(same, of).map((share) => (100 * share).toFixed(2))
    console.log(`${name}: ${same} of ${of} as before (95 %: ${least} to ${most} %), of ${unsaid} nothing could be said`)
  }
  console.log(others.join('\n'))
  expect(counts.sure.of).toBeGreaterThan(0)
})
