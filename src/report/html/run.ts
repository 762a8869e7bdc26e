/** A run as the page shows it. */
import { isAsPredicted } from '../../agreement.js'
import type { HistoryEvent } from '../../history.js'
import type { CellResult, Report } from '../../result.js'
import { crowdLines } from '../crowd.js'
import { isTold, toldOf } from '../explain/told.js'
import { doubtsOf, findingsOf } from '../pretty/findings.js'
import { meaning } from '../pretty/meaning.js'
import { blackoutsOf, type Move, moveName, movesOf, silence } from '../pretty/moves.js'
import { predictions } from '../pretty/predictions.js'
import { control, expectations, selfCheck } from '../pretty/trust.js'
import { sessionName } from '../session-name.js'
import { toldShares } from '../shares.js'
import { answer } from './answer.js'
import { bounded } from './bounded.js'
import type { PageCell, PageMove, PageRun, Story } from './data.js'
import { recommendedFor } from './recommended.js'
import { storyOf } from './story.js'

type History = readonly HistoryEvent[]

/** @param histories what the stories are told from: the run's, or each shard's of it */
export const pageRun = (label: string, report: Report, histories: readonly History[] = []): PageRun => {
  const { name, engine, ended, tookMs, environment, limits } = report
  const moves = movesOf(report)
  const moveOf = new Map(moves.flatMap(({ cells }, index) => cells.map((cell): [CellResult, number] => [cell, index])))
  const stories = storiesOf(report, histories)
  return {
    label,
    name,
    engine,
    ended,
    tookMs,
    environment,
    limits,
    answer: answer(report),
    meaning: meaning(report),
    findings: findingsOf(report),
    doubts: doubtsOf(report).map(({ cells, why }) => ({ why, ids: cells.map(({ id }) => id) })),
    trust: trustOf(report),
    shares: toldShares(report),
    moves: moves.map(pageMove),
    cells: report.cells.map((cell) => pageCell(cell, moveOf.get(cell) ?? null, stories.get(cell.id) ?? null)),
  }
}

const storiesOf = (report: Report, histories: readonly History[]): ReadonlyMap<string, Story> =>
  new Map(
    histories
      .flatMap((history) => toldOf(history, report, ({ result }) => isTold(result, histories)))
      .map((told) => [told.result.id, storyOf(told)]),
  )

const trustOf = (report: Report): PageRun['trust'] => [
  ...(report.cells.some(({ expected }) => expected !== null)
    ? [{ label: 'Expected', texts: [expectations(report)] }]
    : []),
  { label: 'Control', texts: [control(report)] },
  { label: 'Self-check', texts: [selfCheck(report)] },
  ...report.cells
    .map(crowdLines)
    .filter((texts) => texts.length > 0)
    .map((texts) => ({ label: 'Crowd', texts })),
  { label: 'Predicted', texts: predictions(report) },
]

const mostPhases = 300
/** No phase is longer, ms. */
const longest = 1e12
const mostBlackouts = 12

const pageMove = (move: Move): PageMove => {
  const { preset, memoryMiB, vmNumber, repetition = null, cells } = move
  const achieved = cells[0]?.achieved ?? []
  const blackouts = blackoutsOf(move).map(({ plannedMs, achievedMs }) => ({
    plannedMs,
    achievedMs: achievedMs ?? null,
  }))
  return {
    name: moveName(move),
    preset,
    memoryMiB,
    vmNumber,
    repetition,
    silence: silence(move),
    phases: bounded(
      achieved.map(({ kind, wire, startMs, durationMs }) => ({ kind, wire, startMs, durationMs })),
      mostPhases,
      // What silences a VM before what slows it, however short.
      ({ kind, durationMs }) => (kind === 'brownout' ? 0 : longest) + (durationMs ?? longest),
    ),
    // Of more, those that are furthest off the plan.
    blackouts: bounded(blackouts, mostBlackouts, ({ plannedMs, achievedMs }) =>
      achievedMs === null ? Number.POSITIVE_INFINITY : Math.abs(achievedMs - plannedMs),
    ),
  }
}

const pageCell = (cell: CellResult, move: number | null, story: Story | null): PageCell => {
  const { plan: _, achieved: __, predicted, ...result } = cell
  return {
    ...result,
    name: `${sessionName(cell)} on ${cell.profile}`,
    who: sessionName(cell),
    move,
    predicted: predicted?.verdict ?? null,
    isAsPredicted: isAsPredicted(cell) ?? null,
    recommended: recommendedFor(cell),
    story,
  }
}
