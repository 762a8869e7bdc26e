/** The session that says nothing: a connection is opened and its service is silent. The example to copy. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { holdConnection } from './connection.js'
import type { SessionKind } from './kind.js'
import { listen } from './listen.js'

export const none: SessionKind = {
  summary: 'a connection over which nothing is said',
  port: 7001,
  paceMs: 1000,

  serve: (at) => listen(at, () => {}),

  client(to) {
    const connection = holdConnection(to)
    return {
      async connect() {
        await connection.answer(once(connection.open(), 'connect'))
      },
      async exchange() {},
      async subscribe() {},
      /** Nothing is said, so nothing is missed. */
      pushed: () => sleep(1000, undefined, { ref: false }),
      audit: async () => ({ acknowledged: 0, lost: 0, duplicated: 0, corrupted: 0 }),
      close: connection.close,
    }
  },
}
