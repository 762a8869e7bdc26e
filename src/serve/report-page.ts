/** The report of a record, for a browser: as a page where there is a reporter that makes one, as text otherwise. */
import type { HistoryEvent } from '../history.js'
import { judge } from '../judge/judge.js'
import { readHistory } from '../record.js'
import { reporters } from '../report/index.js'
import type { Reporter } from '../report/reporter.js'
import type { Report } from '../result.js'
import { builtPage, policyOf } from './page.js'
import type { Listed } from './records.js'
import type { Answer } from './server.js'

/** @throws UsageError, Error when it is no record that can be judged */
export const judged = ({ path }: Listed): { readonly history: readonly HistoryEvent[]; readonly report: Report } => {
  const history = readHistory(path)
  return { history, report: judge(history) }
}

export const reportPage = (record: Listed): Answer => {
  const { history, report } = judged(record)
  const context = { look: { columns: 120, colours: false, unicode: true }, record: record.path }
  const { html }: Readonly<Record<string, Reporter>> = reporters
  if (html === undefined) return { type: 'text/plain', body: reporters.pretty.render(report, context) }
  return { type: 'text/html', body: html.render(report, { ...context, history }), policy: reportPolicy() }
}

/** Its script is ours, whatever names stand in it; drawings bring their own style attributes. */
const reportPolicy = (): string => policyOf(builtPage('report')).replace(/style-src [^;]*/, `style-src 'unsafe-inline'`)
