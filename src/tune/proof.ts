/** The scenario that proves an advice: each session from a client machine of its own, to VMs that come back and to one that does not for long. */
import { hasEnded, isAlike } from '../cell.js'
import type { Guest } from '../guest.js'
import type { CellResult } from '../result.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { endingsOf } from './bands.js'
import { type Machine, machinesWith } from './change.js'
import type { Proof } from './result.js'
import { kindsOf, type Pause, sweep } from './sweep.js'

/** As they are: the machines of a scenario's sessions. */
export const machinesOf = (scenario: ResolvedScenario): readonly Machine[] => machinesWith(kindsOf(scenario), scenario)

/** Each on a client machine of its own, so that what is turned for one is not turned for another. Their VMs are alike, and set as any of them wants. */
export const apart = (machines: readonly Machine[]): readonly Machine[] =>
  machines.map(({ cell, profile, guest }, index) => {
    const name = `${profile.name}-tuned-${index + 1}`
    return { cell: { ...cell, profile: name }, profile: { ...profile, name }, guest }
  })

export const proofScenario = (
  scenario: ResolvedScenario,
  machines: readonly Machine[],
  pauses: readonly Pause[],
): ResolvedScenario => {
  const control = scenario.cells.filter(({ control }) => control)
  const profiles = Object.fromEntries(machines.map(({ profile }) => [profile.name, profile]))
  const held = { ...scenario, cells: [...machines.map(({ cell }) => cell), ...control] }
  return {
    ...sweep(held, pauses),
    profiles: { ...scenario.profiles, ...profiles },
    guest: joint(scenario.guest, machines),
  }
}

const joint = (as: Guest, machines: readonly Machine[]): Guest => ({
  ...as,
  sysctls: {
    ...as.sysctls,
    ...turnedIn(
      as.sysctls,
      machines.map(({ guest }) => guest.sysctls),
    ),
  },
  services: {
    ...as.services,
    ...turnedIn(
      as.services,
      machines.map(({ guest }) => guest.services),
    ),
  },
})

const turnedIn = <Value>(before: Readonly<Record<string, Value>>, all: readonly Readonly<Record<string, Value>>[]) =>
  Object.fromEntries(all.flatMap((after) => Object.entries(after).filter(([name, value]) => before[name] !== value)))

/**
 * A pause, and shorter ones: who outlives a long pause may die of a shorter one that ends just after a retransmission, since the next comes up to
 * as much later as the pause was long.
 */
export const lengthsUpTo = (pauseMs: number): readonly number[] =>
  [1, 0.85, 0.7].map((share) => Math.round(pauseMs * share))

/** What became of this one. */
export const cellsOf = ({ cell }: Machine, cells: readonly CellResult[]): readonly CellResult[] =>
  cells.filter((each) => !each.control && isAlike(each, cell))

/** What was seen of one session, in the pauses that it is to outlive and in the longer one that stands for a dead host. */
export const proofOf = (
  mine: readonly CellResult[],
  { pauseMs, deadMs }: { readonly pauseMs: number; readonly deadMs: number },
): Proof => {
  const of = (lengths: readonly number[]): readonly CellResult[] =>
    mine.filter(({ plan, verdict }) => lengths.includes(plan[0]?.durationMs ?? 0) && verdict !== 'inconclusive')
  const tried = of(lengthsUpTo(pauseMs))
  const ended = tried.filter(hasEnded)
  const [dead] = of([deadMs])
  return {
    outlived: tried.length - ended.length,
    of: tried.length,
    endings: endingsOf(ended.map(({ cause }) => cause)).map(({ owner, setting, value }) => ({ owner, setting, value })),
    noticed: dead === undefined ? null : { ms: noticedMs(dead), withinMs: deadMs },
  }
}

/** `null` where it was still waiting when the VM came back. */
const noticedMs = (dead: CellResult): number | null => {
  const silence = dead.achieved.find(({ kind }) => kind === 'blackout')
  if (!hasEnded(dead) || dead.cause === null || silence === undefined) return null
  const afterMs = dead.cause.firedAtMs - silence.startMs
  return silence.durationMs !== null && afterMs > silence.durationMs ? null : Math.max(0, Math.round(afterMs))
}
