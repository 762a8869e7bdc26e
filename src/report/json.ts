/** The report as one JSON object, for programs: `reportSchema` in `src/result.ts` says what is in it. */
import type { Reporter } from './reporter.js'

export const json: Reporter = {
  summary: 'one JSON object (version 1)',
  render: (report) => `${JSON.stringify(report)}\n`,
}
