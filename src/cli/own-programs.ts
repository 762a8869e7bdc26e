/** Somebody's own programs, told on the command line instead of in a scenario. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { fixtureNames } from '../scenario/fixture.js'
import { parse } from '../scenario/problem.js'
import type { ScenarioDocument } from '../scenario/scenario.js'
import { duration } from '../scenario/units.js'
import { listOption } from './options.js'

export interface OwnPrograms {
  readonly server?: string
  readonly client?: string
  readonly profile?: readonly string[]
  readonly after: string
  readonly port?: number
  readonly exchange?: string
}

/** @param mandatory whether there is no other way to say what the session is */
export const addOwnPrograms = (command: Command, mandatory: boolean): Command =>
  command
    .addOption(
      new Option('--server <command>', 'a shell line that starts the service, run in the VM').makeOptionMandatory(
        mandatory,
      ),
    )
    .addOption(
      new Option(
        '--client <command>',
        'a shell line that talks to it at `vm`, run on the client machine',
      ).makeOptionMandatory(mandatory),
    )
    .addOption(
      listOption('--profile <names>', `client machines: ${fixtureNames('profiles').join(', ')} (default: linux)`),
    )
    .addOption(new Option('--after <time>', 'how long they talk before it').argParser(checkedDuration).default('3s'))
    .addOption(
      new Option('--port <number>', 'TCP port on which the service listens; found by itself when left out').argParser(
        Number,
      ),
    )
    .option(
      '--exchange <regex>',
      'a line of the client that matches is an exchange; left out, bytes on its connections are',
    )

/** A duration as it was written, once it is known that it can be read. */
export const checkedDuration = (written: string): string => {
  const result = parse(duration, written)
  if (result.success) return written
  throw new InvalidArgumentError(result.error.issues[0]?.message ?? '')
}

/** The session between the two, and what else a scenario says of all its sessions. */
export const ownSession = ({
  server = '',
  client = '',
  profile = ['linux'],
  after,
  port,
  exchange,
}: OwnPrograms): Pick<ScenarioDocument, 'profiles' | 'baseline' | 'sessions'> => ({
  profiles: [...profile],
  baseline: after,
  sessions: [
    {
      name: 'own',
      service: { command: server, ...(port === undefined ? {} : { ready: { port } }) },
      client: { command: client, ...(exchange === undefined ? {} : { exchange: { regex: exchange } }) },
    },
  ],
})
