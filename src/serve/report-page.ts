/** The report of a record, for a browser. */

import { judge } from '../judge/judge.js'
import type { Run } from '../record/diff.js'
import { readHistory } from '../record.js'
import { pageOf } from '../report/html/page.js'
import { pageDataOf } from '../report/html/page-data.js'
import { reportPolicy } from './page.js'
import type { Listed } from './records.js'
import type { Answer } from './server.js'

/** @throws UsageError, Error when it is no record that can be judged */
export const judged = ({ path }: Listed): Run => {
  const history = readHistory(path)
  return { history, report: judge(history) }
}

export const reportPage = (record: Listed): Answer => {
  const { history, report } = judged(record)
  const data = pageDataOf([{ label: record.id, report, histories: [history] }], [])
  return { type: 'text/html', body: pageOf(data), policy: reportPolicy() }
}
