/**
 * From a scenario to its cells: every preset × VM size × session × profile, each with its plan, and the control VM's
 * beside them.
 */
import { type Cell, isAlike, type Shape, sessionLabel } from '../cell.js'
import { UsageError } from '../errors.js'
import { blackoutsOf, type Plan, planEndMs, silencesOf, type WireMode } from '../plan.js'
import { type Narrow, narrowCells } from './narrow.js'
import { planOf } from './preset.js'
import { type Document, type Problem, parseDocument, refusal } from './problem.js'
import { type Profile, timersOf } from './profile.js'
import {
  type ChosenPreset,
  controlName,
  type ResolvedScenario,
  type Scenario,
  type ScenarioDocument,
  scenarioSchema,
} from './scenario.js'

/**
 * A scenario built in code. Paths in it are relative to the working directory. @throws UsageError with everything that
 * is wrong
 */
export const resolveScenario = (document: ScenarioDocument, narrow: Narrow = {}): ResolvedScenario =>
  resolveDocument({ name: 'scenario', value: document }, process.cwd(), narrow)

/** `from`: the folder that paths in the document are relative to. @throws UsageError with everything that is wrong */
export const resolveDocument = (document: Document, from: string, narrow: Narrow): ResolvedScenario => {
  const scenario = parseDocument(scenarioSchema(from), document)
  const moved = narrowCells(movedCells(scenario, document), narrow)
  const used = new Set(moved.map(({ profile }) => profile))
  return {
    name: scenario.name,
    cells: [...moved, ...controlCells(scenario, moved)],
    profiles: Object.fromEntries(
      scenario.profiles.filter(({ name }) => used.has(name)).map((each) => [each.name, each]),
    ),
    unaffectedBelowMs: scenario.unaffectedBelow,
    baselineMs: scenario.baseline,
    settleMs: scenario.settle ?? settleMs(moved.map(({ plan }) => plan)),
  }
}

const movedCells = (scenario: Scenario, document: Document): readonly Cell[] => {
  const problems: Problem[] = []
  const vms = scenario.presets.flatMap((chosen, i) =>
    scenario.memory.flatMap((memoryMiB) => {
      const plan = planned(chosen, memoryMiB)
      if (typeof plan !== 'string') return [{ chosen, memoryMiB, plan: onWire(plan, scenario.wire) }]
      problems.push({ path: ['presets', i], text: `${chosen.label} with ${memoryMiB} MiB: ${plan}` })
      return []
    }),
  )
  if (problems.length > 0) throw refusal(document, problems)
  return vms.flatMap(({ chosen: { label }, memoryMiB, plan }) =>
    heldTo(scenario, label, memoryMiB).map((held) => ({
      ...held,
      vm: `${label}-${memoryMiB}MiB`,
      preset: label,
      wire: blackoutsOf(plan)[0]?.wire ?? 'none',
      plan,
      control: false,
    })),
  )
}

/** Every session that a scenario holds to a VM, from every client machine. */
const heldTo = ({ sessions, shapes, profiles }: Scenario, label: string, memoryMiB: number) =>
  sessions.flatMap(({ session, endsOn }) =>
    shapes.flatMap((shape) =>
      profiles.map((profile) => ({
        id: cellId(label, memoryMiB, sessionLabel({ session, endsOn }), shape, profile),
        memoryMiB,
        session,
        endsOn,
        shape,
        profile: profile.name,
        timers: timersOf(profile, session),
      })),
    ),
  )

/** The same sessions from the same client machines to a VM that stays: each once, on a VM of the smallest size. */
const controlCells = (scenario: Scenario, moved: readonly Cell[]): readonly Cell[] => {
  const memoryMiB = Math.min(...moved.map((cell) => cell.memoryMiB))
  return heldTo(scenario, controlName, memoryMiB)
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

const cellId = (label: string, memoryMiB: number, session: string, shape: Shape, profile: Profile): string =>
  `${label}/${memoryMiB}MiB/${session}/${shape}/${profile.name}`

/** Longer ones are for a spreadsheet, not for real sessions. */
const longestPlanMs = 86_400_000

/** The plan, or in words why there is none. */
const planned = ({ preset, changed }: ChosenPreset, memoryMiB: number): Plan | string => {
  try {
    const plan = planOf(preset, changed, { memoryMiB })
    const hours = Math.round(planEndMs(plan) / 3_600_000)
    return planEndMs(plan) > longestPlanMs ? `the migration would take ${hours} h; expected at most 24 h` : plan
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
const settleMs = (plans: readonly Plan[]): number => {
  const longestMs = plans.flatMap(silencesOf).reduce((most, ms) => Math.max(most, ms), 0)
  return Math.min(longestMs, longestIntervalMs) + slackMs
}
