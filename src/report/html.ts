/** One page that needs nothing else: opens from disk, asks no network, and tells of each session what `outlive explain` does. */

import { pageOf } from './html/page.js'
import { pageDataOf } from './html/page-data.js'
import type { Reporter } from './reporter.js'

export const html: Reporter = {
  summary: 'one page for a browser, that needs nothing else',
  wantsHistories: true,
  render: (report, { histories }) => pageOf(pageDataOf([{ label: report.name, report, histories }], [])),
}
