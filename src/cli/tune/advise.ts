/** With what each session would outlive a pause and still notice a dead host: looked for, then played, before and after. */
import { hasEnded } from '../../cell.js'
import type { WireMode } from '../../plan.js'
import type { CellResult } from '../../result.js'
import type { ResolvedScenario } from '../../scenario/scenario.js'
import { type Chosen, chosenFor } from '../../tune/candidates.js'
import { allTurned, type Machine } from '../../tune/change.js'
import { nextChange } from '../../tune/next-change.js'
import { apart, cellsOf, lengthsUpTo, machinesOf, proofOf, proofScenario } from '../../tune/proof.js'
import type { Advice, Change, Proof } from '../../tune/result.js'
import type { Rounds } from '../rounds.js'
import { everyWay } from './limits.js'

export interface Target {
  readonly wire: WireMode
  /** The pause that is to be outlived, headroom included, ms. */
  readonly pauseMs: number
  /** How often the pause is played. */
  readonly repeat: number
}

/** Of a session whose timers are known. */
const deadSurely = 1.1
/** Who has not noticed within so many times the pause that nobody answers is told to notice it late. */
const [deadAfter, deadAtMost] = [2.5, 6]

/** The silence that stands for a dead host, ms: as long as those take to notice it who are to be told what to set. */
const deadMsFor = (chosen: readonly (Chosen | undefined)[], pauseMs: number): number => {
  const times = chosen.map((each) => (each?.noticesMs ?? 0) * deadSurely)
  return Math.round(Math.min(Math.max(pauseMs * deadAfter, ...times), pauseMs * deadAtMost))
}

/** A program's own timers are found by trying: each time the next killer is seen. */
const mostTries = 4

interface Open {
  readonly machine: Machine
  /** What is predicted to save it; of a program of one's own, if it talks. */
  readonly chosen: Chosen | undefined
  readonly before: Proof
  readonly tried: readonly CellResult[]
  readonly changes: readonly Change[]
  readonly after: Proof | null
}

export const measureAdvice = async (
  scenario: ResolvedScenario,
  given: Target,
  rounds: Rounds,
): Promise<readonly Advice[]> => {
  const { wire, pauseMs } = given
  const machines = machinesOf(scenario).map((machine) => ({ ...machine, cell: { ...machine.cell, wire } }))
  const chosen = machines.map((machine) => chosenFor(standIn(machine), pauseMs, scenario))
  const target = { ...given, deadMs: deadMsFor(chosen, pauseMs) }
  const seen = await played(scenario, machines, target, rounds)
  let all = machines.map((machine, index): Open => {
    const tried = cellsOf(machine, seen)
    return { machine, chosen: chosen[index], before: proofOf(tried, target), tried, changes: [], after: null }
  })
  for (let tries = 0; tries < mostTries && !rounds.calledOff; tries++) {
    const turnedNow = all.map((open) => ({ open, changes: changesFor(open, pauseMs) }))
    const toPlay = turnedNow.filter(({ changes }) => changes !== undefined)
    if (toPlay.length === 0) break
    const tuned = apart(toPlay.map(({ open, changes = [] }) => allTurned(open.machine, changes)))
    const cells = await played(scenario, tuned, target, rounds)
    all = turnedNow.map(({ open, changes }) => {
      const machine = tuned[toPlay.findIndex((each) => each.open === open)]
      if (changes === undefined || machine === undefined) return open
      const tried = cellsOf(machine, cells)
      return { ...open, changes, after: proofOf(tried, target), tried }
    })
  }
  return all.map((open) => {
    const { session, endsOn, shape, profile } = open.machine.cell
    return { session, endsOn, shape, profile, wire, before: open.before, ...recommended(open) }
  })
}

/** What to try now; nothing where there is no more to do, or nothing that can be done. */
const changesFor = (open: Open, pauseMs: number): readonly Change[] | undefined => {
  const { machine, chosen, before, changes, after, tried } = open
  const isKnown = machine.cell.command === undefined || isLate(before)
  if (after === null && isKnown && chosen !== undefined) return chosen.changes.length === 0 ? undefined : chosen.changes
  const { outlived, of } = after ?? before
  const died = tried.find((each) => (each.plan[0]?.durationMs ?? 0) <= pauseMs && hasEnded(each))
  if (of === 0 || outlived === of || died === undefined) return undefined
  const next = nextChange(died, allTurned(machine, changes), changes)
  return next && [...changes.filter(({ setting, owner }) => setting !== next.setting || owner !== next.owner), next]
}

/** It outlives the pause, and waits for a dead host as well. */
const isLate = ({ outlived, of, noticed }: Proof): boolean => of > 0 && outlived === of && noticed?.ms === null

/** Of somebody's own program nobody knows what it waits for; if it talks, its kernel does what it does for any session that talks. */
const standIn = ({ cell: { command, ...cell }, ...machine }: Machine): Machine =>
  command === undefined
    ? { ...machine, cell }
    : {
        ...machine,
        cell: { ...cell, session: 'echo', shape: 'talking', timers: { counterpart: 'a program that talks' } },
      }

/** What was tried only so that a dead host be noticed, and was not seen to help, is not recommended. */
const recommended = ({ before, changes, after }: Open): Pick<Advice, 'changes' | 'after'> =>
  isLate(before) && after !== null && (after.outlived < after.of || after.noticed?.ms == null)
    ? { changes: [], after: null }
    : { changes: [...changes], after }

const played = (
  scenario: ResolvedScenario,
  machines: readonly Machine[],
  { wire, pauseMs, deadMs, repeat }: Target & { readonly deadMs: number },
  rounds: Rounds,
): Promise<readonly CellResult[]> =>
  rounds.play(
    (pauses) => proofScenario(scenario, machines, pauses),
    [...everyWay(lengthsUpTo(pauseMs), [wire], repeat), ...everyWay([deadMs], [wire], 1)],
  )
