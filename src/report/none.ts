/** The reporter that says nothing: the example to copy, and for runs of which only the exit status or the record matters. */
import type { Reporter } from './reporter.js'

export const none: Reporter = {
  summary: 'nothing: only the exit status and the record',
  render: () => '',
}
