/** `outlive repro SCENARIO --symptom ECONNRESET`: finds the smallest thing that makes a failure happen. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../errors.js'
import { logFormats, readPauses } from '../logs/index.js'
import { silentWires, type WireMode } from '../plan.js'
import { reproReporters } from '../report/repro.js'
import { scenarioFile, smallest, testFile } from '../repro/files.js'
import { offsetsOf } from '../repro/ladder.js'
import { movesOf } from '../repro/moves.js'
import type { Found, Repro } from '../repro/result.js'
import type { Case } from '../repro/stage.js'
import { fixtureFile, fixtureNames } from '../scenario/fixture.js'
import { expectedOneOf } from '../scenario/nearest.js'
import { resolveDocument } from '../scenario/resolve.js'
import type { ScenarioDocument } from '../scenario/scenario.js'
import { duration } from '../scenario/units.js'
import { readYamlFile } from '../scenario/yaml-file.js'
import { symptomOf, symptomsInWords } from '../symptom.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { listOption, wholeNumberOption } from './options.js'
import { type Output, reporterOption, write } from './outputs.js'
import { addOwnPrograms, checkedDuration, type OwnPrograms, ownSession } from './own-programs.js'
import { readLog } from './pauses.js'
import { dropIfEmpty, newRecordDir } from './record-dir.js'
import { hunt } from './repro/hunt.js'
import { mostVms, openRounds } from './rounds.js'
import { heedSignals } from './signals.js'

interface ReproOptions extends OwnPrograms {
  readonly symptom: string
  readonly from?: string
  readonly shortest: string
  readonly longest: string
  readonly budget: number
  readonly seed: number
  readonly repeat: number
  readonly rhythm: string
  readonly wire?: readonly WireMode[]
  readonly preset?: readonly string[]
  readonly session?: readonly string[]
  readonly shape?: readonly string[]
  readonly atOnce?: number
  readonly out?: string
  readonly record?: string
  readonly quiet?: boolean
  readonly reporter?: readonly Output<keyof typeof reproReporters>[]
}

export const configure: Configure = (command) => {
  addReproOptions(command).action(
    act(async (name: string | undefined, { reporter = [{ name: 'pretty' }], ...options }: ReproOptions) => {
      const repro = await reproduced(caseOf(name, options), options)
      write(reporter, (name, look) => reproReporters[name](repro, look))
      return repro.found !== null ? exitStatus.fine : repro.ranOut ? exitStatus.inconclusive : exitStatus.fellShort
    }),
  )
}

const reproduced = async (wanted: Case, options: ReproOptions): Promise<Repro> => {
  const { seed, budget, repeat, quiet = false, atOnce } = options
  const range = [duration.parse(options.shortest), duration.parse(options.longest)] as const
  if (range[0] >= range[1]) {
    throw new UsageError(
      `--shortest ${options.shortest} --longest ${options.longest}: expected the second to be longer`,
    )
  }
  // All that is wrong with the scenario is told before anything starts.
  const { cells } = resolveDocument({ name: wanted.name, value: wanted.document }, wanted.folder, wanted.narrow)
  if (cells.some(({ count }) => count !== undefined))
    throw new UsageError('repro holds single sessions to many VMs; leave `count` out of the scenario')
  const own = cells.some(({ command }) => command !== undefined)
  const out = newFolder(options.out ?? `repro-${wanted.document.name}`)
  const folder = newRecordDir(options.record)
  const signals = heedSignals()
  const startedMs = performance.now()
  try {
    const rounds = openRounds(folder, signals, quiet, atOnce)
    const space = {
      range,
      wires: options.wire ?? (['drop', 'hold'] as const),
      moves: movesOf(wanted, options.preset),
      known: options.from === undefined ? [] : knownFrom(options.from, range),
      lengths: own ? 4 : 6,
      repeat,
      offsets: offsetsOf(seed, duration.parse(options.rhythm)),
    }
    const { found, ...hunted } = await hunt(wanted, space, startedMs + budget, rounds)
    const repro: Repro = {
      version: 1,
      name: wanted.document.name,
      symptom: wanted.symptom,
      seed,
      budgetMs: budget,
      tookMs: Math.round(performance.now() - startedMs),
      ...rounds.told(),
      ...hunted,
      found,
      files: found === null ? null : keep(wanted, found, out, seed),
    }
    writeFileSync(join(folder, 'repro.json'), `${JSON.stringify(repro)}\n`)
    return repro
  } finally {
    dropIfEmpty(folder)
    signals.ignore()
  }
}

const keep = (wanted: Case, found: Found, folder: string, seed: number): NonNullable<Repro['files']> => {
  const scenario = join(folder, 'scenario.yaml')
  const test = join(folder, 'repro.test.ts')
  const { shown, of } = found.often
  const about = [
    `Shows ${wanted.symptom}: ${shown} of ${of} times when it was found (seed ${seed}).`,
    `${found.disturbance.text}: ${found.evidence}`.replaceAll(/\s+/g, ' '),
    'outlive run on this file ends with status 1 while it shows.',
  ]
  mkdirSync(folder, { recursive: true })
  writeFileSync(scenario, scenarioFile(smallest(wanted, found, resolve(folder)), about))
  writeFileSync(test, testFile(`outlives ${found.disturbance.text}, without ${wanted.symptom}`, './scenario.yaml'))
  return { scenario, test }
}

/** Each length once. What is longer than may be played is left out. */
const knownFrom = (file: string, [, mostMs]: readonly [number, number]): readonly number[] => {
  const { pauses } = readPauses(readLog(file), file)
  const lengths = [...new Set(pauses.map(({ ms }) => Math.round(ms)))].filter((ms) => ms > 0 && ms <= mostMs)
  if (lengths.length > 0) return lengths.toSorted((one, other) => one - other)
  throw new UsageError(`${file}: all its pauses are longer than --longest`)
}

/** Found before anything starts, made when there is something to put into it. @throws UsageError rather than write over something */
const newFolder = (folder: string): string => {
  try {
    if (readdirSync(folder).length > 0) {
      throw new UsageError(
        `${folder}: there is something in it already; expected a new folder: choose one with --out DIR`,
      )
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof UsageError) throw error
    if (code !== 'ENOENT') throw new UsageError(`--out ${folder}: ${message}`)
  }
  return folder
}

const caseOf = (name: string | undefined, options: ReproOptions): Case => {
  const { server, client, symptom, session, shape, profile } = options
  const own = server !== undefined || client !== undefined
  if (own ? name !== undefined || server === undefined || client === undefined : name === undefined) {
    throw new UsageError(
      'whose sessions? Expected either a scenario (`outlive repro demo`), or both --server "…" and --client "…"',
    )
  }
  symptomOf(symptom)
  if (own || name === undefined) {
    const document: ScenarioDocument = { name: 'own', presets: ['pause'], memory: ['1 GiB'], ...ownSession(options) }
    return { name: 'outlive repro', document, folder: process.cwd(), symptom, narrow: {} }
  }
  const file = fixtureFile('scenarios', name, process.cwd())
  const { name: shown, value } = readYamlFile(file)
  return {
    name: shown,
    document: value as ScenarioDocument,
    folder: dirname(file),
    symptom,
    narrow: { ...(session && { session }), ...(shape && { shape }), ...(profile && { profile }) },
  }
}

const addReproOptions = (command: Command): Command =>
  addOwnPrograms(
    command.argument(
      '[scenario]',
      `whose sessions: a scenario file, or one that comes with outlive: ${fixtureNames('scenarios').join(', ')}`,
    ),
    false,
  )
    .requiredOption('--symptom <text>', `what the failure looks like: ${symptomsInWords}`)
    .option(
      '--from <log>',
      `pauses that really happened, tried first: ${Object.keys(logFormats).join(', ')}; see \`outlive pauses\``,
    )
    .addOption(listOption('--session <kinds>', 'only these kinds of session'))
    .addOption(listOption('--shape <names>', 'only these shapes of session'))
    .addOption(new Option('--shortest <time>', 'the shortest pause').argParser(checkedDuration).default('100ms'))
    .addOption(new Option('--longest <time>', 'the longest pause').argParser(checkedDuration).default('180s'))
    .addOption(
      new Option('--budget <time>', 'begin nothing that would end after this')
        .argParser(budgetOf)
        .default(300_000, '5m'),
    )
    .addOption(wholeNumberOption('--seed <n>', 'the same seed tries the same', 0, 2 ** 31, 1))
    .addOption(wholeNumberOption('--repeat <n>', 'how often each pause, at other moments', 1, 100, 1))
    .addOption(
      new Option('--rhythm <time>', 'a pause begins at any moment of so long a time: how often sessions do the same')
        .argParser(checkedDuration)
        .default('2s'),
    )
    .addOption(
      new Option('--wire <modes>', `what becomes of packets meanwhile: ${silentWires.join(', ')}`)
        .argParser(wiresOf)
        .default(undefined, 'drop,hold'),
    )
    .addOption(
      listOption(
        '--preset <names>',
        'ways to move the VM that are tried too (default: the scenario’s, and all that come with outlive)',
      ),
    )
    .addOption(
      wholeNumberOption(
        '--at-once <n>',
        `most VMs side by side (default: ${mostVms.box}; ${mostVms.own} for programs of one's own)`,
        1,
        1000,
      ),
    )
    .option('--out <dir>', 'a new folder for the scenario and the test that reproduce it (default: repro-NAME)')
    .option('--record <dir>', 'a new folder for the records of all rounds (default: .outlive/TIME)')
    .option('-q, --quiet', 'no progress')
    .addOption(
      reporterOption({ pretty: 'text for a person', json: 'one JSON object (version 1)' } satisfies Record<
        keyof typeof reproReporters,
        string
      >),
    )

/** Minutes are often written so. */
const budgetOf = (written: string): number =>
  duration.parse(checkedDuration(written.replace(/^(\s*[0-9.]+\s*)m\s*$/, '$1min')))

const wiresOf = (written: string): readonly WireMode[] =>
  written.split(',').map((each) => {
    const found = silentWires.find((mode) => mode === each.trim())
    if (found === undefined) throw new InvalidArgumentError(expectedOneOf(silentWires, each.trim()))
    return found
  })
