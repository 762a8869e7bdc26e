/** Annotations of GitHub Actions: a line for each session that fails, or of which nothing can be said. */
import { escaped, property } from './github-text.js'
import { outcomeText, stateOf, whose } from './outcome.js'
import { moveName } from './pretty/moves.js'
import type { Reporter } from './reporter.js'

export const github: Reporter = {
  summary: 'annotations of GitHub Actions',

  render: (report, context) =>
    report.cells
      .flatMap((cell) => {
        const state = stateOf(cell, context)
        if (state === 'passed') return []
        const title = `${moveName(cell)}, ${whose(cell)}`
        return [
          `::${state === 'failed' ? 'error' : 'warning'} title=${property(title)}::${escaped(outcomeText(cell))}\n`,
        ]
      })
      .join(''),
}
