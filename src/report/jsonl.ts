/**
 * JSON lines while a run goes on: its history as it happens (`schema/history.json`), and when it has been judged a line for each session, `{ "type": "result", … }` with
 * what the report says of it, and a last one, `{ "type": "report", … }`, with the rest of the report (`schema/report.json`).
 */
import type { Reporter } from './reporter.js'

const line = (value: object): string => `${JSON.stringify(value)}\n`

export const jsonl: Reporter = {
  summary: 'JSON lines while it runs, a result a line at its end',
  during: line,
  render: ({ cells, ...report }) =>
    [...cells.map((cell) => ({ type: 'result', ...cell })), { type: 'report', ...report }].map(line).join(''),
}
