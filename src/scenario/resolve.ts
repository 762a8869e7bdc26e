/**
 * From a scenario to its cells: every preset × VM size × session × profile, each with its plan, and the control VM's
 * beside them. A series has a VM for each of its number, and each of them has all sessions.
 */
import { type Cell, type Expectation, isAlike, type Move, sessionLabel } from '../cell.js'
import { UsageError } from '../errors.js'
import { blackoutsOf, longestSilenceMs, type Plan, planEndMs, type WireMode } from '../plan.js'
import { repeated } from '../repeated.js'
import { symptomOf } from '../symptom.js'
import { crowdRefused, paced } from './crowd.js'
import { expectedOf, unheeded } from './expect.js'
import { type Narrow, narrowCells } from './narrow.js'
import { needsOf } from './needs.js'
import { type ParameterValues, parametersOf, planOf, vmsOf } from './preset.js'
import { type Document, type Problem, parseDocument, refusal } from './problem.js'
import { timersOf } from './profile.js'
import { quote } from './quote.js'
import {
  type ChosenPreset,
  controlName,
  type ResolvedScenario,
  type Scenario,
  type ScenarioDocument,
  scenarioSchema,
} from './scenario.js'

/** What may be said in place of the scenario's own. */
export type Overrides = Partial<Pick<Scenario, 'migrations' | 'wire' | 'topology'>>

/**
 * A scenario built in code. Paths in it are relative to the working directory. @throws UsageError with everything that
 * is wrong
 */
export const resolveScenario = (document: ScenarioDocument, narrow: Narrow = {}): ResolvedScenario =>
  resolveDocument({ name: 'scenario', value: document }, process.cwd(), narrow)

/** `from`: the folder that paths in the document are relative to. @throws UsageError with everything that is wrong */
export const resolveDocument = (
  document: Document,
  from: string,
  narrow: Narrow,
  overrides: Overrides = {},
): ResolvedScenario => {
  const scenario = { ...parseDocument(scenarioSchema(from), document), ...overrides }
  const crowdless = scenario.sessions.every(({ count }) => count === undefined)
  const refused = crowdless ? undefined : crowdRefused(scenario.shapes)
  if (refused !== undefined) throw refusal(document, [{ path: ['shapes'], text: refused }])
  const all = movedCells(scenario, document, narrow)
  const forNobody = unheeded(
    scenario.expect,
    all.map(({ id }) => id),
  ).map(
    (pattern): Problem => ({
      path: ['expect'],
      key: pattern,
      text: `expect: no session is like ${quote(pattern)}; they are like ${all[0]?.id}`,
    }),
  )
  // Of presets that nobody wants now there may be no cells.
  if (forNobody.length > 0 && narrow.preset === undefined) throw refusal(document, forNobody)
  const moved = paced(narrowCells(all, narrow))
  const used = new Set(moved.map(({ profile }) => profile))
  return {
    name: scenario.name,
    cells: [...moved, ...controlCells(scenario, moved)],
    profiles: Object.fromEntries(
      scenario.profiles.filter(({ name }) => used.has(name)).map((each) => [each.name, each]),
    ),
    topology: scenario.topology,
    guest: scenario.guest,
    unaffectedBelowMs: scenario.unaffectedBelow,
    baselineMs: scenario.baseline,
    needs: needsOf(scenario.needs),
    folder: from,
    settleMs: scenario.settle ?? settleMs(moved.map(({ plan }) => plan)),
  }
}

/** A VM that is moved, before anybody holds a session to it. */
interface MovedVm {
  readonly label: string
  readonly memoryMiB: number
  readonly vmNumber: number | null
  readonly plan: Plan
  readonly move: Move | undefined
}

const movedCells = (scenario: Scenario, document: Document, { preset: wanted }: Narrow): readonly Cell[] => {
  const problems: Problem[] = []
  const vms = scenario.presets.flatMap((chosen, i) =>
    scenario.memory.flatMap((memoryMiB): readonly MovedVm[] => {
      const { label } = chosen
      const plans = planned(chosen, memoryMiB, scenario.migrations)
      if (typeof plans === 'string') {
        // Of what nobody wants now it does not matter that it cannot be planned.
        if (wanted?.includes(label) !== false)
          problems.push({ path: ['presets', i], text: `${label} with ${memoryMiB} MiB: ${plans}` })
        return []
      }
      const move = moveOf(chosen, scenario.migrations)
      return plans.map((each) => ({ ...each, move, label, memoryMiB, plan: onWire(each.plan, scenario.wire) }))
    }),
  )
  if (problems.length > 0) throw refusal(document, problems)
  return vms.flatMap((moved) => {
    const { label, memoryMiB, vmNumber, plan, move } = moved
    return heldTo(scenario, moved).map((held) => ({
      ...bound(held, expectedOf(scenario.expect, held.id)),
      vm: [label, `${memoryMiB}MiB`, ...numbered(vmNumber)].join('-'),
      preset: label,
      wire: blackoutsOf(plan)[0]?.wire ?? 'none',
      plan,
      ...(move && { move }),
      control: false,
    }))
  })
}

/** For a hypervisor, which moves one VM once. */
const moveOf = ({ preset, changed }: ChosenPreset, migrations: number): Move | undefined =>
  migrations > 1 || vmsOf(preset, changed) !== undefined
    ? undefined
    : { method: preset.method, parameters: parametersOf(preset, changed) as ParameterValues }

/** With what is expected of it; the lines that its program is not to print are watched for. */
const bound = <Held extends Pick<Cell, 'command'>>(
  held: Held,
  expected: Expectation | undefined,
): Held & Pick<Cell, 'expected'> => {
  if (expected === undefined) return held
  const lines = expected.without?.flatMap((written) => symptomOf(written).line ?? []) ?? []
  const { command } = held
  if (command === undefined || lines.length === 0) return { ...held, expected }
  const { client } = command
  return { ...held, expected, command: { ...command, client: { ...client, watch: [...client.watch, ...lines] } } }
}

/** Every session that a scenario holds to a VM, from every client machine. */
const heldTo = (
  { sessions, shapes, profiles }: Scenario,
  { label, memoryMiB, vmNumber }: Pick<MovedVm, 'label' | 'memoryMiB' | 'vmNumber'>,
) =>
  sessions.flatMap(({ session, endsOn, command, count, every }) =>
    // When a program of somebody's own talks is its own affair.
    (command === undefined ? shapes : shapes.slice(0, 1).map(() => 'talking' as const)).flatMap((shape) =>
      profiles.map((profile) => ({
        id: [
          label,
          `${memoryMiB}MiB`,
          ...numbered(vmNumber),
          sessionLabel({ session, endsOn, count }),
          shape,
          profile.name,
        ].join('/'),
        memoryMiB,
        vmNumber,
        session,
        ...(command && { command }),
        endsOn,
        ...(count !== undefined && { count }),
        ...(every !== undefined && { paceMs: every }),
        shape,
        profile: profile.name,
        timers: timersOf(profile, session),
      })),
    ),
  )

const numbered = (vmNumber: number | null): readonly string[] => (vmNumber === null ? [] : [`vm${vmNumber}`])

/** The same sessions from the same client machines to a VM that stays: each once, on a VM of the smallest size; of a crowd, one. */
const controlCells = (scenario: Scenario, moved: readonly Cell[]): readonly Cell[] => {
  const memoryMiB = Math.min(...moved.map((cell) => cell.memoryMiB))
  const sessions = scenario.sessions.map(({ count: _, every: __, ...one }) => one)
  const once = sessions.filter((one, i) => sessions.findIndex((each) => sessionLabel(each) === sessionLabel(one)) === i)
  return heldTo({ ...scenario, sessions: once }, { label: controlName, memoryMiB, vmNumber: null })
    .filter((control) => moved.some((cell) => isAlike(cell, control)))
    .map((held) => ({
      ...held,
      vm: controlName,
      preset: 'none',
      wire: 'none' as const,
      plan: { phases: [], outcome: 'here' as const },
      control: true,
    }))
}

/** Longer ones are for a spreadsheet, not for real sessions. */
const longestPlanMs = 86_400_000

/** The plan of the VM, or of each VM of a series, so many times; or in words why there is none. */
const planned = (
  { preset, changed }: ChosenPreset,
  memoryMiB: number,
  migrations: number,
): readonly Pick<MovedVm, 'vmNumber' | 'plan'>[] | string => {
  try {
    const vms = vmsOf(preset, changed)
    const once = Array.from({ length: vms ?? 1 }, (_, number) => planOf(preset, changed, { memoryMiB, number }))
    // All VMs of a series wait until the last of them has been moved.
    const everyMs = Math.max(...once.map(planEndMs))
    if (everyMs * migrations > longestPlanMs) {
      const hours = Math.round((everyMs * migrations) / 3_600_000)
      return `the migration${migrations > 1 ? 's' : ''} would take ${hours} h; expected at most 24 h`
    }
    return once.map((plan, number) => ({
      vmNumber: vms === undefined ? null : number + 1,
      plan: repeated(plan, migrations, everyMs),
    }))
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

/**
 * The plan with another wire mode in its blackouts. Where the machine is lost there is nothing that could hold or
 * answer a packet.
 */
const onWire = (plan: Plan, wire: WireMode | undefined): Plan => {
  if (wire === undefined || plan.outcome === 'replaced') return plan
  return { ...plan, phases: plan.phases.map((phase) => (phase.kind === 'blackout' ? { ...phase, wire } : phase)) }
}

/** Linux's longest interval between two retransmissions (TCP_RTO_MAX). */
const longestIntervalMs = 120_000
const slackMs = 30_000

/**
 * A session that waits for its kernel's next retransmission waits at most as long again as the silence was, since the
 * interval doubles each time, and never longer than the longest interval. On top of it, time for timers and for
 * connecting anew. It is the longest wait: a run ends as soon as every session has come back or died.
 */
export const settleMs = (plans: readonly Plan[]): number => {
  const longestMs = plans.reduce((most, plan) => Math.max(most, longestSilenceMs(plan)), 0)
  return Math.min(longestMs, longestIntervalMs) + slackMs
}
