/** The same sessions through the same pauses, on namespaces and on real guests: what each says of every one of them. */
import type { SessionName } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import type { CellResult } from '../../src/result.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../../src/scenario/scenario.js'
import { play } from '../../test/real/play.js'

/** One set of sessions, through pauses that are played at once. */
export interface Set {
  readonly name: string
  readonly pausesMs: readonly number[]
  readonly sessions: readonly SessionName[]
  readonly shapes: readonly ('talking' | 'idle' | 'listening')[]
  readonly wires: readonly ('drop' | 'hold')[]
}

const kinds: readonly SessionName[] = ['echo', 'console', 'file-copy']
/**
 * Around the borders of the profiles below: `impatient` sends for the last time 0.7 s after the first try and gives up at 1.5 s, `windows-2008` at
 * 9.3 and 18.9 s; `linux` outlives them all.
 */
export const sets: readonly Set[] = [
  ...[300, 600, 1000, 2000, 4000, 8000, 11_000].map((ms) => ({
    name: `talking-${ms}`,
    pausesMs: [ms],
    sessions: kinds,
    shapes: ['talking' as const],
    wires: ['drop', 'hold'] as const,
  })),
  ...[2000, 11_000].map((ms) => ({
    name: `quiet-${ms}`,
    pausesMs: [ms],
    sessions: kinds.slice(0, 1),
    shapes: ['idle', 'listening'] as const,
    wires: ['drop', 'hold'] as const,
  })),
]

const impatient = `${packageRoot}/test/real/fixtures/impatient.yaml`

const scenarioOf = ({ name, pausesMs, sessions, shapes, wires }: Set): ResolvedScenario => {
  const document = (wire: 'drop' | 'hold'): ScenarioDocument => ({
    name,
    presets: pausesMs.map((stunMs) => ({ name: 'pause', as: `pause-${stunMs}-${wire}`, with: { stunMs } })),
    // Less than a guest can have: its pause is played as planned, to the millisecond.
    memory: ['1 MiB'],
    sessions: [...sessions],
    shapes: [...shapes],
    profiles: [impatient, 'windows-2008', 'linux'],
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
}

/** By how much the guests' clocks were behind after a pause of so long, as QEMU achieved it. */
export interface Clocks {
  readonly pauseMs: number
  readonly monotonicMs: number
  readonly realtimeMs: number
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
})

const clocksIn = (history: readonly HistoryEvent[], cells: readonly CellResult[]): Clocks[] =>
  history.flatMap((event) => {
    if (event.type !== 'guest-clocks') return []
    const stop = history.find((each) => each.type === 'freeze' && each.vm === event.vm && each.act === 'stopped')
    const go = history.find((each) => each.type === 'freeze' && each.vm === event.vm && each.act === 'continued')
    if (stop === undefined || go === undefined || cells.length === 0) return []
    const { monotonicMs, realtimeMs } = event
    return [{ pauseMs: go.atMs - stop.atMs, monotonicMs, realtimeMs }]
  })

export interface Pair {
  readonly netns: Outcome
  readonly qemu: Outcome
  /** In words where they disagree; nothing where they agree, `null` where one of them can say nothing. */
  readonly disagreement: string | null | undefined
}

const toleratedShare = 0.1
const toleratedMs = 300

export const compare = (netns: readonly Outcome[], qemu: readonly Outcome[]): Pair[] =>
  netns.flatMap((one) => {
    const other = qemu.find(({ id }) => id === one.id)
    return other === undefined ? [] : [{ netns: one, qemu: other, disagreement: disagreement(one, other) }]
  })

const disagreement = (netns: Outcome, qemu: Outcome): string | null | undefined => {
  if (netns.verdict === 'inconclusive' || qemu.verdict === 'inconclusive') return null
  if (netns.verdict !== qemu.verdict) return `verdict: ${netns.verdict} on netns, ${qemu.verdict} on qemu`
  const causeOf = ({ owner, setting }: Outcome): string => [owner, setting].filter((each) => each !== null).join(' ')
  if (causeOf(netns) !== causeOf(qemu)) return `cause: ${causeOf(netns)} on netns, ${causeOf(qemu)} on qemu`
  const offMs = Math.abs(netns.stallMs - qemu.stallMs)
  if (offMs > Math.max(toleratedMs, netns.stallMs * toleratedShare))
    return `stall: ${Math.round(netns.stallMs)} ms on netns, ${Math.round(qemu.stallMs)} ms on qemu`
  return undefined
}
