/** Some of the scenarios of other people's programs, by the shortest of their moves; `npm run test:full` plays all of all of them. */
import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../src/scenario/load.js'
import { programScenarios } from '../full/program-scenarios.js'
import { play } from './play.js'

const some = ['psql', 'openssh', 'nginx']

describe.concurrent('vmotion', () => {
  for (const { name, title, missing } of programScenarios.filter((each) => some.includes(each.name))) {
    test.skipIf(missing !== '')(title, async () => {
      const { report } = await play(loadScenario(name, { preset: ['vmotion'], memory: ['512 MiB'] }))
      const told = report.cells.map(
        ({ id, verdict, why }) => `${id} ${verdict}${verdict === 'unaffected' ? '' : `: ${why}`}`,
      )
      expect(told).toEqual(report.cells.map(({ id }) => `${id} unaffected`))
    })
  }
})
