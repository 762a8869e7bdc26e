/** `outlive lint FILE...`: what would become of sessions with these settings, predicted. */
import { type Command, Option } from 'commander'
import { hasEnded, shapes } from '../cell.js'
import { formats } from '../lint/formats/index.js'
import { lint, provingScenario, readSettings } from '../lint/lint.js'
import { lintReporters } from '../report/lint.js'
import { fixtureNames } from '../scenario/fixture.js'
import { resolveDocument } from '../scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../scenario/scenario.js'
import { duration } from '../scenario/units.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { listOption, memoryOption } from './options.js'
import { type Output, reporterOption, write } from './outputs.js'
import { checkedDuration } from './own-programs.js'
import { played } from './play.js'

interface LintOptions {
  readonly preset?: readonly string[]
  readonly memory?: readonly string[]
  readonly shape?: readonly string[]
  readonly profile: string
  readonly balancerIdle?: string
  readonly strict?: boolean
  readonly prove?: boolean
  readonly quiet?: boolean
  readonly record?: string
  readonly reporter?: readonly Output<keyof typeof lintReporters>[]
}

/** For who does not say which: no silence, a short one and a long one. */
const usual = { presets: ['vmotion', 'azure-freeze', 'quick-migration'], memory: ['2 GiB'] } as const

export const configure: Configure = (command) => {
  addLintOptions(command).action(
    act(async (files: readonly string[], { reporter = [{ name: 'pretty' }], ...options }: LintOptions) => {
      const { balancerIdle, strict = false } = options
      const moves = resolveDocument({ name: 'outlive lint', value: documentOf(options) }, process.cwd(), {})
      const settings = readSettings(files, moves)
      const found = lint(settings, moves, balancerIdle === undefined ? undefined : duration.parse(balancerIdle))
      write(reporter, (name, look) => lintReporters[name](found, look))
      if (options.prove) return prove(provingScenario(settings, moves), options)
      const outlooks = found.subjects.flatMap(({ outcomes }) => outcomes.map(({ outlook }) => outlook))
      const edge = strict && (outlooks.includes('edge') || found.contradictions.length > 0)
      return outlooks.includes('dies') || edge ? exitStatus.fellShort : exitStatus.fine
    }),
  )
}

/** What was played decides then. */
const prove = async (scenario: ResolvedScenario, options: LintOptions): Promise<number> => {
  process.stdout.write('\n')
  const { status, report } = await played(scenario, { engine: 'netns', ...options, reporter: [{ name: 'pretty' }] })
  const died = report.cells.some((cell) => !cell.control && hasEnded(cell))
  return status === exitStatus.fine && died ? exitStatus.fellShort : status
}

const addLintOptions = (command: Command): Command =>
  command
    .argument(
      '<files...>',
      `settings: ${Object.values(formats)
        .map(({ summary }) => summary)
        .join('; ')}; or a connection string itself`,
    )
    .addOption(
      listOption(
        '--preset <names>',
        `moves: ${fixtureNames('presets').join(', ')} (default: ${usual.presets.join(', ')})`,
      ),
    )
    .addOption(memoryOption(`sizes of VM (default: ${usual.memory.join(', ')})`))
    .addOption(listOption('--shape <names>', `when sessions talk: ${shapes.join(', ')} (default: all)`))
    .option('--profile <name>', 'the client machine, as far as no file says otherwise', 'linux')
    .addOption(
      new Option(
        '--balancer-idle <time>',
        'a load balancer on the way forgets silent connections after so long',
      ).argParser(checkedDuration),
    )
    .option(
      '--prove',
      'play it too: a session that echoes, with these timers on these kernels; what was measured decides',
    )
    .option('-q, --quiet', 'with --prove: no progress')
    .option('--record <dir>', 'with --prove: a new folder for the record (default: .outlive/TIME)')
    .option(
      '--strict',
      `exit status ${exitStatus.fellShort} also at the edge, and where settings contradict each other`,
    )
    .addOption(
      reporterOption({
        pretty: 'text for a person',
        json: 'one JSON object (version 1)',
        github: 'annotations at file and line',
        junit: 'JUnit XML',
      } satisfies Record<keyof typeof lintReporters, string>),
    )

const documentOf = ({
  preset = usual.presets,
  memory = usual.memory,
  shape = shapes,
  profile,
}: LintOptions): ScenarioDocument => ({
  name: 'lint',
  presets: [...preset],
  memory: [...memory],
  sessions: ['echo'],
  shapes: shape as ScenarioDocument['shapes'],
  profiles: [profile],
})
