/**
 * A reporter shows a report. It decides nothing and writes nothing: it turns the report into text, and whoever asked for it says where the
 * text goes. To add one, copy `none.ts` to `src/report/<reporter>.ts` and name it in `index.ts`; the choices of `--reporter` follow.
 */
import type { HistoryEvent } from '../history.js'
import type { CellResult, Report } from '../result.js'
import type { Look } from './look.js'

export interface Reporter {
  readonly summary: string
  /** What it says while a run goes on, an event at a time. What `render` says follows that. */
  during?(event: HistoryEvent): string
  /** Whether it tells each session's story even where nobody asks for it with `--verbose`. */
  readonly wantsHistories?: boolean
  /** The whole text; it ends with a line feed unless it is empty. */
  render(report: Report, context: ReportContext): string
}

export interface ReportContext {
  /** What the reader's terminal, or file, can show. */
  readonly look: Look
  /** Whether a session fails; left out, when it is not what the scenario expects. */
  readonly fails?: (cell: CellResult) => boolean
  /** Where the record lies; `undefined` when there is none. */
  readonly record?: string | undefined
  /** What the run saw, or each that the report was put together from, where the story of each session is wanted as well. */
  readonly histories?: readonly (readonly HistoryEvent[])[]
}
