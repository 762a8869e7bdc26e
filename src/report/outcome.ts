/** What a report for machines says of a session: whether it passes, and why it does not. */
import { failsOn } from '../agreement.js'
import type { CellResult, Report } from '../result.js'
import { plainText } from './plain-text.js'
import type { ReportContext } from './reporter.js'
import { sessionName } from './session-name.js'

export type State = 'passed' | 'failed' | 'unsaid'

/** The control too: where it was not left in peace nothing else means much. */
export const stateOf = (cell: CellResult, { fails = failsOn() }: Pick<ReportContext, 'fails'>): State =>
  fails(cell) || (cell.control && cell.verdict !== 'unaffected' && cell.verdict !== 'inconclusive')
    ? 'failed'
    : cell.verdict === 'inconclusive'
      ? 'unsaid'
      : 'passed'

/** What came of it, why, and what was expected instead. */
export const outcomeText = ({ verdict, why, shortfalls }: CellResult): string =>
  plainText([`${verdict}: ${why}`, ...shortfalls.map((each) => `not as expected: ${each}`)].join('; '), true)

/** "echo (idle) on linux" */
export const whose = (cell: CellResult): string =>
  plainText(`${sessionName(cell)} on ${cell.profile}${cell.control ? ', control' : ''}`, true)

export const countOf = ({ cells }: Report, context: Pick<ReportContext, 'fails'>, state: State): number =>
  cells.filter((cell) => stateOf(cell, context) === state).length
