/** `outlive doctor` */
import { checkMachine, engines } from '../../harness/index.js'
import { missingFor } from '../doctor/check.js'
import { allChecks, conclusion } from '../doctor/tell.js'
import { lookOf } from '../report/look.js'
import { penFor } from '../report/pen.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'

export const configure: Configure = (command) => {
  command.action(
    act(async () => {
      const pen = penFor(lookOf(process.stdout, process.env))
      const checks = await checkMachine()
      process.stdout.write(`${allChecks(checks, pen)}\n${conclusion(checks, engines.loopback.limits, pen)}`)
      return missingFor('netns', checks).length === 0 ? exitStatus.fine : exitStatus.usage
    }),
  )
}
