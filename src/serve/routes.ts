/** What `outlive serve` has at which address. A record is only ever found by its name in the list: nothing of an address becomes a part of a path. */
import { reelOf } from '../live/frames.js'
import { judgeHistory, orDamaged } from '../record/judged.js'
import { readHistory } from '../record.js'
import { livePage } from './page.js'
import { type Listed, reportOf, summaryOf } from './records.js'
import { reportPage } from './report-page.js'
import type { Answer, Routes } from './server.js'

/** @param records that there are, looked up at each request */
export const recordRoutes = (records: () => readonly Listed[]): Routes => {
  const list = pageOf('records')
  const replay = pageOf('replay')
  return {
    get(path, query) {
      if (path === '/') return list
      if (path === '/records.json') return json(records().map(summaryOf))
      const record = records().find(({ id }) => id === query.get('record'))
      if (record === undefined) return undefined
      if (path === '/replay') return replay
      if (path === '/reel.json') {
        // Judging takes seconds, most of them for predictions, which no frame shows.
        const kept = reportOf(record.path)
        const { history, report } =
          kept === undefined ? judgeHistory(record.path) : { history: readHistory(record.path), report: kept }
        return json(orDamaged(record.path, () => reelOf(history, report.cells)))
      }
      return path === '/report' ? reportPage(record) : undefined
    },
  }
}

/** What `--live` has: the page, and the frames for it. */
export const liveRoutes = (frames: NonNullable<Routes['frames']>): Routes => {
  const live = pageOf('live')
  return { frames, get: (path) => (path === '/' ? live : undefined) }
}

const pageOf = (shows: Parameters<typeof livePage>[0]): Answer => {
  const { html, policy } = livePage(shows)
  return { type: 'text/html', body: html, policy }
}

const json = (value: unknown): Answer => ({ type: 'application/json', body: JSON.stringify(value) })
