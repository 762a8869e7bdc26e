#!/usr/bin/env node
/** `outlive` at the shell: finds the command, and turns whatever comes of it into an exit status. */
import { Command, CommanderError } from 'commander'
import { version } from '../scenario/package-root.js'
import { surviveBrokenPipes } from './broken-pipe.js'
import { complain } from './complain.js'
import { exitStatus } from './exit-status.js'
import { commands } from './index.js'

const program = async (args: readonly string[]): Promise<Command> => {
  const outlive = new Command('outlive')
    .description('Which of your TCP sessions outlive a VM migration, and which timer kills the others?')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(--help says more)')
    .addHelpText('after', `\nExit status: ${exitStatus.inWords}`)
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = outlive.command(name).summary(summary).description(summary)
    // The others are only named.
    if (args.includes(name)) (await load()).configure(command)
  }
  return outlive
}

const main = async (args: readonly string[]): Promise<void> => {
  surviveBrokenPipes()
  process.on('uncaughtException', (error) => process.exit(complain(error)))
  try {
    await (await program(args)).parseAsync([...args], { from: 'user' })
  } catch (error) {
    // Commander has told what is wrong already.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitStatus.usage
    else process.exitCode = complain(error)
  }
}

await main(process.argv.slice(2))
