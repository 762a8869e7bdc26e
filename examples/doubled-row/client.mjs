// Inserts a row every 200 ms. After a second without an answer it sends the row again over a new connection, though an insert is not idempotent.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const dial = async () => {
  const socket = connect({ host: 'vm', port: 7000, noDelay: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return { socket, lines: createInterface({ input: socket }).on('error', () => {}) }
}

let connection = await dial()
for (let row = 1; ; row++) {
  for (;;) {
    try {
      const answer = once(connection.lines, 'line', { signal: AbortSignal.timeout(1000) })
      connection.socket.write(`insert ${row}\n`)
      console.log((await answer)[0])
      break
    } catch {
      console.log(`no answer for row ${row}, again`)
      connection.socket.end()
      connection = await dial()
    }
  }
  await sleep(200)
}
