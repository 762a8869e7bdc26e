/** `outlive doctor` */
import { Option } from 'commander'
import { checkMachine, type EngineName, engines } from '../../harness/index.js'
import { missingFor } from '../doctor/check.js'
import { allChecks, conclusion } from '../doctor/tell.js'
import { lookOf } from '../report/look.js'
import { penFor } from '../report/pen.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'

export const configure: Configure = (command) => {
  command.addOption(
    new Option('--engine <name>', 'where VMs come from; each engine needs other things')
      .choices(Object.keys(engines))
      .default('netns' satisfies EngineName),
  )
  command.action(
    act(async ({ engine }: { readonly engine: EngineName }) => {
      const pen = penFor(lookOf(process.stdout, process.env))
      const checks = await checkMachine(engine, { thoroughly: true })
      process.stdout.write(`${allChecks(checks, pen)}\n${conclusion(checks, engines.loopback.limits, pen, engine)}`)
      return missingFor(engine, checks).length === 0 ? exitStatus.fine : exitStatus.usage
    }),
  )
}
