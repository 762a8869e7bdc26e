/** From files that hold settings to what would become of sessions that have them. Everything is predicted; nothing is started. */
import { readFileSync } from 'node:fs'
import { type Cell, hasEnded } from '../cell.js'
import { UsageError } from '../errors.js'
import { longestSilenceMs } from '../plan.js'
import { predictCell } from '../predict/cell.js'
import type { Predicted } from '../result.js'
import type { Profile } from '../scenario/profile.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { stackOf } from '../tcp/stack.js'
import { connectionString } from './formats/connection-string.js'
import { formats } from './formats/index.js'
import type { Contents, Found, Subject } from './found.js'
import type { Lint, Outcome, Outlook } from './result.js'
import { rules } from './rules/index.js'
import type { Ruled } from './rules/rule.js'

/** The moves that are looked at: a scenario with one kind of session and one profile. */
export type Moves = Pick<
  ResolvedScenario,
  'cells' | 'profiles' | 'unaffectedBelowMs' | 'baselineMs' | 'guest' | 'topology'
>

export interface Settings {
  /** The client machine, as far as its settings were found, and else as its profile has it. */
  readonly profile: Profile
  readonly machine: readonly Found[]
  readonly subjects: readonly Subject[]
}

/** @param names of files, or connection strings. @throws UsageError with file and line */
export const readSettings = (names: readonly string[], { profiles }: Pick<Moves, 'profiles'>): Settings => {
  const contents = names.map(contentsOf)
  const machine = contents.flatMap(({ machine }) => machine)
  const subjects = contents.flatMap(({ subjects }) => subjects)
  const [base] = Object.values(profiles)
  if (base === undefined) throw new Error('no profile')
  return {
    profile: { ...base, sysctls: { ...base.sysctls, ...sysctlsOf(machine) } },
    machine,
    subjects: subjects.length > 0 ? subjects : [anyProgram(machine, names)],
  }
}

/** @param balancerIdleMs a load balancer on the way forgets silent connections after so long */
export const lint = ({ profile, machine, subjects }: Settings, moves: Moves, balancerIdleMs?: number): Lint => {
  const cells = moves.cells.filter(({ control }) => !control)
  const stack = stackOf(profile)
  const all = subjects.map((subject): Ruled => {
    const found = [...machine, ...subject.found]
    // Of what is written twice the last counts, as it does for those who read it.
    const find = (...settings: string[]) => found.findLast(({ setting }) => settings.includes(setting))
    return { subject, timers: subject.timers(stack), stack, find, balancerIdleMs }
  })
  return {
    version: 1,
    predicted: true,
    profile: profile.name,
    subjects: all.map((ruled) => ({
      ...{ file: ruled.subject.file, line: ruled.subject.line, name: ruled.subject.name, reader: ruled.subject.reader },
      outcomes: cells.flatMap((cell) => outcomeOf(cell, profile, ruled, moves) ?? []),
    })),
    contradictions: all.flatMap((ruled) =>
      Object.entries(rules).flatMap(([rule, contradicts]) => {
        const { text, at = ruled.subject } = contradicts(ruled) ?? {}
        return text === undefined ? [] : [{ file: at.file, line: at.line, rule, text }]
      }),
    ),
  }
}

/** A scenario that plays it: a session that echoes, with each subject's timers, from a client machine of its own. */
export const provingScenario = ({ profile, subjects }: Settings, moves: ResolvedScenario): ResolvedScenario => {
  const machines = subjects.map((subject) => {
    const name = `${subject.name}:${subject.line}`.replaceAll(/[^\w.:-]+/g, '-')
    return { profile: { ...profile, name }, timers: subject.timers(stackOf(profile)) }
  })
  const cells = moves.cells.flatMap((cell) =>
    machines.map(({ profile: { name }, timers }) => ({
      ...cell,
      id: cell.id.replace(/[^/]*$/, name),
      profile: name,
      timers,
    })),
  )
  return { ...moves, cells, profiles: Object.fromEntries(machines.map(({ profile }) => [profile.name, profile])) }
}

const contentsOf = (name: string): Contents => {
  const given = connectionString('connection string', name, { file: 'the command line', line: 1 })
  if (given !== undefined) return { machine: [], subjects: [given] }
  const text = textOf(name)
  const format = Object.values(formats).find((each) => each.recognises(name, text))
  if (format === undefined) {
    const known = Object.values(formats).map(({ summary }) => summary)
    throw new UsageError(
      `${name}: no settings of TCP sessions are known in it; expected ${known.join(', ')}, or a connection string in its place`,
    )
  }
  const contents = format.read(name, text)
  if (contents.machine.length + contents.subjects.length === 0) {
    throw new UsageError(`${name}: it is read as ${format.summary}, and there is none in it`)
  }
  return contents
}

const textOf = (name: string): string => {
  try {
    return readFileSync(name, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new UsageError(code === 'ENOENT' ? `${name} does not exist; expected a file or a connection string` : message)
  }
}

/** Others of TCP's have three numbers, or words. */
const counts = /\.tcp_(retries[12]|syn_retries|syn_linear_timeouts|keepalive_(time|intvl|probes)|rto_m(in_us|ax_ms))$/

const sysctlsOf = (machine: readonly Found[]): Profile['sysctls'] =>
  Object.fromEntries(
    machine.flatMap(({ setting, value, file, line }) => {
      if (!counts.test(setting)) return []
      const number = Number(value)
      if (value.trim() === '' || !(number >= 0)) {
        throw new UsageError(`${file}:${line}: ${setting} is ${JSON.stringify(value)}; expected a number of at least 0`)
      }
      return [[setting, { value: number, source: `${file}:${line}`, status: 'read' as const }]]
    }),
  )

const anyProgram = (machine: readonly Found[], [file = '']: readonly string[]): Subject => ({
  ...{ file, line: machine[0]?.line ?? 1, name: 'any program', reader: 'without timers of its own', found: [] },
  timers: () => ({ counterpart: 'a program without timers of its own' }),
})

const outcomeOf = (
  cell: Cell,
  profile: Profile,
  { subject, timers, find }: Ruled,
  moves: Moves,
): Outcome | undefined => {
  const predicted = predictCell({ ...cell, timers }, profile, moves)
  if (predicted === null) return undefined
  const silentMs = longestSilenceMs(cell.plan)
  const outlook = outlookOf(predicted, silentMs)
  const decides = predicted.decides ?? (outlook === 'edge' ? (predicted.margin.longer?.decides ?? null) : null)
  const known = decides?.setting == null ? undefined : subject.madeOf?.[decides.setting]
  const set = find(...(known?.settings ?? [decides?.setting ?? '']))
  return {
    ...{ preset: cell.preset, memoryMiB: cell.memoryMiB, silentMs, shape: cell.shape, outlook },
    verdicts: predicted.either.map(({ verdict }) => verdict),
    decides: decides && {
      owner: decides.owner,
      setting: known?.name ?? decides.setting,
      value: decides.value,
      set: set === undefined ? null : { file: set.file, line: set.line },
    },
    needed:
      predicted.remedy?.changes.map(({ owner, setting, to }) => ({
        owner,
        setting: subject.madeOf?.[setting]?.name ?? setting,
        value: to,
      })) ?? [],
    text: predicted.text,
  }
}

/** So near to another verdict, of the silence, the next move may be on the other side. */
const near = 0.1

const outlookOf = ({ either, verdict, margin }: Predicted, silentMs: number): Outlook => {
  if (either.every(hasEnded)) return 'dies'
  const worse = margin.longer !== null && hasEnded(margin.longer) && !hasEnded({ verdict })
  if (either.some(hasEnded) || (worse && (margin.longer?.byMs ?? 0) < silentMs * near)) return 'edge'
  return 'survives'
}
