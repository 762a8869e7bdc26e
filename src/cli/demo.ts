/** `outlive demo` */
import { act, type Configure } from './command.js'
import { addPlayOptions, type PlayOptions, play } from './play.js'

export const configure: Configure = (command) => {
  addPlayOptions(command).action(act((options: PlayOptions) => play('demo', options)))
}
