/** The same sessions through the same pauses, on namespaces and on real guests: what each says of every one of them. */
import type { SessionName } from '../../src/cell.js'
import { groupBy } from '../../src/group-by.js'
import type { HistoryEvent } from '../../src/history.js'
import { inSeconds } from '../../src/methods/amount.js'
import type { CellResult } from '../../src/result.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../../src/scenario/scenario.js'
import { play } from '../../test/real/play.js'

/** One set of sessions, through pauses that are played at once. */
export interface Set {
  readonly name: string
  readonly pauseMs: number
  readonly sessions: readonly SessionName[]
  readonly shapes: readonly ('talking' | 'idle' | 'listening')[]
}

const kinds: readonly SessionName[] = ['echo', 'console', 'file-copy']
/**
 * Around the borders of the profiles below: `three-retries` sends for the last time 2.1 s after the first try and gives up at 4.5 s, `windows-2008`
 * at 9.3 and 18.9 s; `linux` outlives them all.
 */
export const sets: readonly Set[] = [
  ...[300, 1500, 3000, 6000, 8000, 11_000].map((ms) => ({
    name: `talking-${ms}`,
    pauseMs: ms,
    sessions: kinds,
    shapes: ['talking' as const],
  })),
  ...[3000, 11_000].map((ms) => ({
    name: `quiet-${ms}`,
    pauseMs: ms,
    sessions: kinds.slice(0, 1),
    shapes: ['idle', 'listening'] as const,
  })),
]
/** Whether a request was already acknowledged when the pause began decides some of them: each is played so often. */
export const plays = [1, 2, 3] as const

const wires = ['drop', 'hold'] as const

const threeRetries = `${packageRoot}/bench/ground-truth/three-retries.yaml`

const scenarioOf = ({ name, pauseMs, sessions, shapes }: Set): ResolvedScenario => {
  const document = (wire: 'drop' | 'hold'): ScenarioDocument => ({
    name,
    presets: [{ name: 'pause', as: `pause-${pauseMs}-${wire}`, with: { stunMs: pauseMs } }],
    // Less than a guest can have: its pause is played as planned, to the millisecond.
    memory: ['1 MiB'],
    sessions: [...sessions],
    shapes: [...shapes],
    profiles: [threeRetries, 'windows-2008', 'linux'],
    baseline: '3 s',
    wire,
  })
  const [first, ...others] = wires.map((wire) => resolveScenario(document(wire)))
  if (first === undefined) throw new Error('no wire')
  // One control is enough for both.
  const moved = [first, ...others].flatMap(({ cells }) => cells.filter(({ control }) => !control))
  return { ...first, cells: [...moved, ...first.cells.filter(({ control }) => control)] }
}

export interface Outcome {
  readonly id: string
  readonly wire: string
  readonly pauseMs: number
  readonly session: string
  readonly shape: string
  readonly profile: string
  readonly verdict: string
  readonly owner: string | null
  readonly setting: string | null
  readonly stallMs: number
  readonly why: string
  /** How long its exchange had been under way when the pause began; `null` between two. */
  readonly intoExchangeMs: number | null
}

/** By how much the guests' clocks were behind after a pause of so long, as QEMU achieved it. */
export interface Clocks {
  readonly pauseMs: number
  readonly monotonicMs: number
  readonly realtimeMs: number
  /** Of the question; not in the first plays. */
  readonly roundTripMs?: number
}

export interface Played {
  readonly outcomes: readonly Outcome[]
  readonly clocks: readonly Clocks[]
}

/** Real guests have no control beside them: emulated, they take all of this machine. */
export const playSet = async (set: Set, engine: 'netns' | 'qemu'): Promise<Played> => {
  const scenario = scenarioOf(set)
  const cells = engine === 'qemu' ? scenario.cells.filter(({ control }) => !control) : scenario.cells
  const { report, history } = await play({ ...scenario, cells }, engine)
  return {
    outcomes: report.cells.filter(({ control }) => !control).map(outcomeOf),
    clocks: clocksIn(history, report.cells),
  }
}

const outcomeOf = (cell: CellResult): Outcome => ({
  id: cell.id,
  wire: cell.wire,
  pauseMs: cell.plan[0]?.durationMs ?? 0,
  session: cell.session,
  shape: cell.shape,
  profile: cell.profile,
  verdict: cell.verdict,
  owner: cell.cause?.owner ?? null,
  setting: cell.cause?.setting ?? null,
  stallMs: cell.longestStallMs,
  why: cell.why,
  intoExchangeMs: cell.achieved[0]?.intoExchangeMs ?? null,
})

const clocksIn = (history: readonly HistoryEvent[], cells: readonly CellResult[]): Clocks[] =>
  history.flatMap((event) => {
    if (event.type !== 'guest-clocks') return []
    const stop = history.find((each) => each.type === 'freeze' && each.vm === event.vm && each.act === 'stopped')
    const go = history.find((each) => each.type === 'freeze' && each.vm === event.vm && each.act === 'continued')
    if (stop === undefined || go === undefined || cells.length === 0) return []
    const { monotonicMs, realtimeMs, roundTripMs } = event
    return [{ pauseMs: go.atMs - stop.atMs, monotonicMs, realtimeMs, roundTripMs }]
  })

export interface Pair {
  readonly netns: Outcome
  readonly qemu: Outcome
  readonly disagreement: Disagreement | undefined
}

export interface Disagreement {
  /** In words, what is told differently. */
  readonly what: string
  /** Where it comes from; nothing where nobody knows. */
  readonly reason: string | undefined
}

const toleratedShare = 0.1
const toleratedMs = 300

/** Cells of which both can say something. */
export const compare = (netns: readonly Played[], qemu: readonly Played[]): Pair[] => {
  const ids = new Set(netns.flatMap(({ outcomes }) => outcomes.map(({ id }) => id)))
  return [...ids].flatMap((id) => {
    const [one, other] = [usual(netns, id), usual(qemu, id)]
    return one === undefined || other === undefined
      ? []
      : [{ netns: one, qemu: other, disagreement: disagreement(one, other, bothOnBoth(netns, qemu, [one, other])) }]
  })
}

/** Whether each of the two came out on both engines, in one play or another. */
const bothOnBoth = (netns: readonly Played[], qemu: readonly Played[], outcomes: readonly Outcome[]): boolean =>
  [netns, qemu].every((played) =>
    outcomes.every((one) =>
      played.some((each) => each.outcomes.some((other) => other.id === one.id && classOf(other) === classOf(one))),
    ),
  )

const classOf = ({ verdict, owner, setting }: Outcome): string => `${verdict} ${owner} ${setting}`

/** What most plays came to, and of those the one in the middle by its stall. */
const usual = (played: readonly Played[], id: string): Outcome | undefined => {
  const all = played.flatMap(({ outcomes }) =>
    outcomes.filter((outcome) => outcome.id === id && outcome.verdict !== 'inconclusive'),
  )
  const groups = groupBy(all, classOf)
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length)
  return most?.toSorted((a, b) => a.stallMs - b.stallMs)[Math.floor((most.length - 1) / 2)]
}

export const causeOf = ({ owner, setting }: Outcome): string =>
  [owner, setting].filter((each) => each !== null).join(' ') || 'none'

const disagreement = (netns: Outcome, qemu: Outcome, isSeenOnBoth: boolean): Disagreement | undefined => {
  const offMs = Math.abs(netns.stallMs - qemu.stallMs)
  const isNear = offMs <= Math.max(toleratedMs, netns.stallMs * toleratedShare)
  const owners = [netns.owner, qemu.owner].sort().join()
  const isOtherMoment = (netns.intoExchangeMs === null) !== (qemu.intoExchangeMs === null)
  const isMoment = owners === 'client kernel,migration' && (isSeenOnBoth || isOtherMoment)
  const moment = isSeenOnBoth
    ? 'it depends on whether the request was acknowledged, and not yet answered, when the pause began; both came out on both engines'
    : 'it depends on the moment: the one was in the midst of an exchange when the pause began, and its request had been acknowledged; the other was between two'
  if (netns.verdict !== qemu.verdict) {
    const border = [netns.verdict, qemu.verdict].every((verdict) => ['unaffected', 'stalled'].includes(verdict))
    const atBorder = border && isNear ? 'both lie at the border of 1 s between unaffected and stalled' : undefined
    const reason = isMoment ? moment : atBorder
    return { what: `${netns.verdict} on netns, ${qemu.verdict} on qemu`, reason }
  }
  if (causeOf(netns) !== causeOf(qemu)) {
    return { what: `${causeOf(netns)} on netns, ${causeOf(qemu)} on qemu`, reason: isMoment ? moment : undefined }
  }
  if (isNear) return undefined
  if (netns.shape === 'idle' && netns.verdict === 'unaffected')
    return {
      what: `${inSeconds(netns.stallMs)} on netns, ${inSeconds(qemu.stallMs)} on qemu`,
      reason:
        'the first exchange after a rest: an emulated guest is slow at what it has not done for a while (supposed, not proven)',
    }
  return {
    what: `stall of ${inSeconds(netns.stallMs)} on netns, ${inSeconds(qemu.stallMs)} on qemu`,
    reason: isOtherMoment ? moment : undefined,
  }
}
