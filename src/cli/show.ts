/** Shows reports where somebody wants them, and while a run goes on what reporters say of it. */
import { failsOn } from '../agreement.js'
import type { HistoryEvent } from '../history.js'
import type { Runs } from '../record/repetitions.js'
import { type ReporterName, reporters } from '../report/index.js'
import type { Reporter } from '../report/reporter.js'
import type { Strictness } from './exit-status.js'
import { lookFor, type Output, put } from './outputs.js'
import { defaultOutputs, type ReporterOptions } from './reporter-options.js'

/** What reporters say while a run goes on. */
export interface Streams {
  readonly hear: (event: HistoryEvent) => void
  /** Whether that goes to stdout. */
  readonly onStdout: boolean
  /** Whether any of them says something of a run's events. */
  readonly isHeard: boolean
  /** Where they have said something. */
  readonly opened: ReadonlySet<Output<ReporterName>>
}

export const openStreams = (outputs: readonly Output<ReporterName>[] = []): Streams => {
  const opened = new Set<Output<ReporterName>>()
  const speaking = outputs.filter(({ name }) => (reporters[name] as Reporter).during !== undefined)
  return {
    opened,
    isHeard: speaking.length > 0,
    onStdout: speaking.some(({ file }) => file === undefined),
    hear(event) {
      for (const output of outputs) {
        const { during }: Reporter = reporters[output.name]
        if (during === undefined) continue
        put(output, during(event), opened.has(output))
        opened.add(output)
      }
    },
  }
}

/** @param streamed where what a reporter says of a run's events was said already */
export const show = (
  { histories, report }: Runs,
  record: string | undefined,
  { reporter: outputs = defaultOutputs, failOn, verbose = false }: ReporterOptions & Strictness,
  streamed: Streams['opened'] = new Set(),
): void => {
  const before = openStreams(outputs.filter((output) => !streamed.has(output)))
  if (before.isHeard) for (const event of histories().flat()) before.hear(event)
  for (const output of outputs) {
    const { wantsHistories = verbose, render }: Reporter = reporters[output.name]
    const context = {
      look: lookFor(output),
      fails: failsOn(failOn),
      record,
      ...(wantsHistories && { histories: histories() }),
    }
    put(output, render(report, context), streamed.has(output) || before.opened.has(output))
  }
}
