/** Markdown, as GitHub renders it: for a job's summary, an issue, a page. */
import type { Verdict } from '../cell.js'
import { groupBy } from '../group-by.js'
import type { CellResult, Report } from '../result.js'
import { seconds } from './amounts.js'
import { crowdLines, seenIn, sessionsIn } from './crowd.js'
import { countOf, outcomeText, stateOf, whose } from './outcome.js'
import { plainText } from './plain-text.js'
import { movedCells, moveName, movesOf, silence } from './pretty/moves.js'
import { knownLimitsIn } from './pretty/reasons.js'
import { control, selfCheck } from './pretty/trust.js'
import type { ReportContext, Reporter } from './reporter.js'
import { toldShares } from './shares.js'

const signs: Readonly<Record<Verdict, string>> = {
  unaffected: '✅',
  stalled: '🟡',
  reconnected: '🔁',
  died: '❌',
  inconclusive: '❔',
}

export const markdown: Reporter = {
  summary: 'Markdown, for a job’s summary or an issue',

  render(report, context) {
    const paragraphs = [
      `## ${text(report.name)}: ${answer(report, context)}`,
      report.shares === undefined ? grid(report) : shares(report),
      findings(report, context),
      [
        `Control: ${text(control(report))}.`,
        `Self-check: ${text(selfCheck(report))}.`,
        ...report.cells.flatMap(crowdLines).map((line) => `Crowd: ${text(line)}.`),
        ...movesOf(report).flatMap((move) =>
          knownLimitsIn(move.cells).map(({ who, why }) => text(`Known limit, ${who} of ${moveName(move)}: ${why}`)),
        ),
        ...report.limits.map((limit) => `Limit: ${text(limit)}`),
        `outlive ${text(report.environment.outlive)}, Linux ${text(report.environment.kernel)}, Node ${text(report.environment.node)}.`,
      ].join('  \n'),
    ]
    return `${paragraphs.filter((each) => each !== '').join('\n\n')}\n`
  },
}

const answer = (report: Report, context: ReportContext): string => {
  const [failed, unsaid] = [countOf(report, context, 'failed'), countOf(report, context, 'unsaid')]
  const of = sessionsIn(movedCells(report))
  const died = seenIn(movedCells(report), 'died')
  const parts = [
    `${died} of ${of} sessions died`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unsaid > 0 ? [`of ${unsaid} nothing can be said`] : []),
  ]
  return parts.join(', ')
}

/** Sessions as rows, moves as columns. */
const grid = (report: Report): string => {
  const moves = movesOf(report)
  const rows = [...groupBy(movedCells(report), whose)]
  if (moves.length === 0) return ''
  return [
    row(['', ...moves.map((move) => `${text(moveName(move))}<br>${text(silence(move))}`)]),
    row(['---', ...moves.map(() => '---')]),
    ...rows.map(([session, cells]) =>
      row([text(session), ...moves.map((move) => cellText(cells.find((cell) => move.cells.includes(cell))))]),
    ),
  ].join('\n')
}

const shares = (report: Report): string =>
  [
    row(['moved by', 'session', 'came to', 'how often', 'longest stall', 'what decided']),
    row(Array(6).fill('---')),
    ...toldShares(report).flatMap(({ move, session, outcomes }) =>
      outcomes.map(({ verdict, often, stall, decided }) =>
        row([text(move), text(session), `${signs[verdict]} ${verdict}`, often, stall, text(decided)]),
      ),
    ),
  ].join('\n')

const cellText = (cell: CellResult | undefined): string =>
  cell === undefined
    ? ''
    : `${signs[cell.verdict]} ${cell.verdict}${cell.verdict === 'inconclusive' ? '' : ` ${seconds(cell.longestStallMs)}`}`

/** Those that died or failed, or of which nothing can be said, and why; alike ones once. */
const findings = (report: Report, context: ReportContext): string => {
  const told = report.cells.filter((cell) => stateOf(cell, context) !== 'passed' || cell.verdict === 'died')
  return [...groupBy(told, (cell) => `${whose(cell)}: ${outcomeText(cell)}`)]
    .map(([what, cells]) => `- **${cells.map((cell) => text(moveName(cell))).join('; ')}**, ${text(what)}`)
    .join('\n')
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** What Markdown or HTML would obey is text. */
const text = (said: string): string =>
  plainText(said, true)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#~]/g, '\\$&')
