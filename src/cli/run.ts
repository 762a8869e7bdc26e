/** `outlive run SCENARIO` */
import { fixtureNames } from '../scenario/fixture.js'
import { act, type Configure } from './command.js'
import { addScenarioOptions, playScenario, type ScenarioOptions } from './play.js'

export const configure: Configure = (command) => {
  const names = fixtureNames('scenarios').join(', ')
  addScenarioOptions(
    command.argument('<scenario>', `a scenario file, or one that comes with outlive: ${names}`),
  ).action(act((scenario: string, options: ScenarioOptions) => playScenario(scenario, options)))
}
