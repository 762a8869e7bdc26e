/** The session that says nothing: a connection is opened and its service is silent. The example to copy. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SessionKind } from './kind.js'
import { listen } from './listen.js'

export const none: SessionKind = {
  summary: 'a connection over which nothing is said',
  port: 7001,
  paceMs: 1000,

  serve: (at) => listen(at, () => {}),

  client({ dial, broken }) {
    let socket: Socket | undefined
    return {
      async connect() {
        socket = dial()
        await once(socket, 'connect')
        socket.on('error', broken)
      },
      async exchange() {},
      async subscribe() {},
      /** Nothing is said, so nothing is missed. */
      pushed: () => sleep(1000, undefined, { ref: false }),
      audit: async () => ({ acknowledged: 0, lost: 0, duplicated: 0, corrupted: 0 }),
      close: () => socket?.destroy(),
    }
  },
}
