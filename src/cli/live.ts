/** `--live`: a page that shows the run while it goes on. It only listens, and ends with the command. */
import type { HistoryEvent } from '../history.js'
import { openFeed } from '../live/feed.js'
import type { Report } from '../result.js'
import { liveRoutes } from '../serve/routes.js'
import { listen } from './listen.js'

export interface Live {
  hear(event: HistoryEvent): void
  judged(report: Report): void
  /** What browsers were sent has arrived, or they had a second for it. */
  close(): Promise<void>
}

/** Says where the page is. @throws UsageError */
export const openLive = async (): Promise<Live> => {
  const feed = openFeed()
  const server = await listen(liveRoutes(feed.join), {})
  process.stderr.write(`Live: ${server.url}\n`)
  return {
    hear: feed.hear,
    judged: feed.judged,
    async close() {
      feed.stop()
      await server.close()
    },
  }
}
