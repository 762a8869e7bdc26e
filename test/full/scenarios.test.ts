/** The scenarios of other people's programs that come with outlive: each comes out as it says, wherever its programs are installed. */
import { describe, expect, test } from 'vitest'
import { play } from '../real/play.js'
import { programScenarios } from './program-scenarios.js'

for (const { name, title, scenario, missing } of programScenarios) {
  describe(title, () => {
    test('says what is expected of every one of its sessions', () => {
      const unsaid = scenario.cells.filter(({ control, expected }) => !control && expected === undefined)
      expect(unsaid.map(({ id }) => id)).toEqual([])
    })

    test.skipIf(missing !== '').concurrent('comes out as it says', async () => {
      const { report } = await play(scenario)
      const told = report.cells.map(({ id, control, verdict, why, shortfalls }) => ({
        id,
        came: (control ? verdict === 'unaffected' : verdict !== 'inconclusive' && shortfalls.length === 0)
          ? 'as expected'
          : `${verdict}: ${why}`,
      }))
      expect(
        told.filter(({ came }) => came !== 'as expected'),
        name,
      ).toEqual([])
    })
  })
}
