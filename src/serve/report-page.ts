/** The report of a record, for a browser. */
import { openRecord, pageOfRecords } from '../report/html/of-records.js'
import { reportPolicy } from './page.js'
import type { Listed } from './records.js'
import type { Answer } from './server.js'

/** @throws UsageError when it is no record that can be judged */
export const reportPage = ({ path }: Listed): Answer => ({
  type: 'text/html',
  body: pageOfRecords([openRecord(path)]),
  policy: reportPolicy(),
})
