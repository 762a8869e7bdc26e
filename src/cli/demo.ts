/** `outlive demo` */
import { act, type Configure } from './command.js'
import { addScenarioOptions, playScenario, type ScenarioOptions } from './play.js'

export const configure: Configure = (command) => {
  addScenarioOptions(command).action(act((options: ScenarioOptions) => playScenario('demo', options)))
}
