/** `outlive run SCENARIO` */
import { fixtureNames } from '../scenario/fixture.js'
import { act, type Configure } from './command.js'
import { addPlayOptions, type PlayOptions, play } from './play.js'

export const configure: Configure = (command) => {
  const names = fixtureNames('scenarios').join(', ')
  addPlayOptions(command.argument('<scenario>', `a scenario file, or one that comes with outlive: ${names}`)).action(
    act((scenario: string, options: PlayOptions) => play(scenario, options)),
  )
}
