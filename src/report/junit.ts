/** JUnit's XML, which every CI reads: a suite per move, a test per session. Its time is the longest stall. */
import builder, { type Builder } from 'junit-report-builder'
import type { CellResult, Report } from '../result.js'
import { outcomeText, stateOf, whose } from './outcome.js'
import { plainText } from './plain-text.js'
import { moveName, movesOf } from './pretty/moves.js'
import type { ReportContext, Reporter } from './reporter.js'

export const junit: Reporter = {
  summary: 'JUnit’s XML, for CI',

  render(report, context) {
    // Its types say that the module has a default, what it exports is that default.
    const xml = (builder as unknown as Builder).newBuilder()
    const controls = report.cells.filter(({ control }) => control)
    for (const { name, cells } of [
      ...movesOf(report).map((move) => ({ name: moveName(move), cells: move.cells })),
      ...(controls.length === 0 ? [] : [{ name: 'control', cells: controls }]),
    ]) {
      const suite = xml.testSuite().name(`${plainText(report.name, true)}: ${name}`)
      for (const cell of cells) addTest(suite, name, cell, report, context)
    }
    return `${xml.build()}\n`
  },
}

type Suite = ReturnType<Builder['testSuite']>

const addTest = (suite: Suite, move: string, cell: CellResult, _: Report, context: ReportContext): void => {
  const test = suite
    .testCase()
    .className(move)
    .name(whose(cell))
    .time(cell.longestStallMs / 1000)
  const text = outcomeText(cell)
  const state = stateOf(cell, context)
  if (state === 'failed') test.failure(text, cell.cause?.owner ?? cell.verdict)
  else if (state === 'unsaid') test.error(text, 'inconclusive')
  else test.standardOutput(text)
}
