/** TAP 14 (https://testanything.org/tap-version-14-specification.html): a line per session, with a YAML block of what was measured. */
import { stringify } from 'yaml'
import { outcomeText, stateOf, whose } from './outcome.js'
import { plainText } from './plain-text.js'
import { moveName } from './pretty/moves.js'
import type { Reporter } from './reporter.js'

export const tap: Reporter = {
  summary: 'TAP 14, a line per session',

  render(report, context) {
    const lines = report.cells.flatMap((cell, index) => {
      const state = stateOf(cell, context)
      const { verdict, longestStallMs, cause } = cell
      const measured = stringify({
        verdict,
        longestStallMs,
        ...(cause && { owner: cause.owner, setting: cause.setting, value: cause.value }),
        text: outcomeText(cell),
      })
      return [
        `${state === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${described(`${moveName(cell)}: ${whose(cell)}`)}`,
        '  ---',
        ...measured
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`),
        '  ...',
      ]
    })
    return `${['TAP version 14', `1..${report.cells.length}`, ...lines].join('\n')}\n`
  },
}

/** What would be a directive is text. */
const described = (text: string): string => plainText(text, true).replaceAll('\\', '\\\\').replaceAll('#', '\\#')
