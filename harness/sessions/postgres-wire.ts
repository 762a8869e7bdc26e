/**
 * PostgreSQL's wire protocol before PGlite, as much of it as a client needs that sends its transactions as simple queries.
 *
 * PGlite is one backend, which all clients share as nobody shares a real server's. So one message is one transaction: it waits for its turn, and
 * what it leaves open is rolled back, or a client that went silent would hold up all others. Extended queries are refused, as the parts of one
 * could mingle with another's. And nothing malformed reaches PGlite, which ends for all on what would end one client's backend: with
 * the library's own server (pglite-socket 0.2) a hundred zero bytes to the port are the end of the database. Who listens to a channel does so until
 * he goes (`postgres-listeners.ts`): to UNLISTEN would make all others deaf too, and is refused.
 */
import type { Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'
import { postgresListeners } from './postgres-listeners.js'

export interface PostgresWire {
  /** Serves one client, until it says goodbye, breaks, or says something that is none of the above. */
  serve(socket: Socket): Promise<void>
  /** Does something of the service's own. */
  execute(sql: string): Promise<void>
}

/** @param listened is called when clients begin to listen to a channel; what it returns, when the last of them has gone */
export const postgresWire = async (db: PGlite, listened: (channel: string) => () => void): Promise<PostgresWire> => {
  // What the real server says to whoever connects: who it is, its settings, and that it is ready.
  const greeting = await db.execProtocolRaw(startupMessage)
  const ask = async (message: Uint8Array): Promise<Buffer> => {
    const answer: Uint8Array[] = []
    await db.execProtocolRawStream(message, { onRawData: (data) => answer.push(data.slice()) })
    return Buffer.concat(answer)
  }
  const run = (message: Buffer, client?: Socket): Promise<void> =>
    db.runExclusive(async () => {
      if (!db.ready) throw new Error('the database is closed')
      const answer = await ask(message)
      listeners.deliver(answer, sqlOf(message), client)
      if (db.isInTransaction()) listeners.deliver(await ask(query('rollback')))
    })
  const listeners = postgresListeners(listened)

  return {
    execute: (sql) => run(query(sql)),
    async serve(socket) {
      try {
        for await (const { type, message } of messages(socket)) {
          if (type === 'start') socket.write(greeting)
          else if (type === 'encrypt') socket.write('N')
          else if (type === 'Q' && !deafening.test(sqlOf(message))) await run(message, socket)
          else break
        }
      } catch {
        // The socket's end. A PGlite that failed fails each client that asks.
      }
      socket.destroy()
    },
  }
}

const deafening = /(^|;)\s*(unlisten|discard)\b/i

const messages = async function* (socket: Socket): AsyncIterable<{ type: string; message: Buffer }> {
  let bytes = Buffer.alloc(0)
  let started = false
  for await (const piece of socket as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, piece])
    for (;;) {
      // A startup message has no type; all others begin with a letter. Then comes the length, its own four bytes included.
      const lengthAt = started ? 1 : 0
      if (bytes.length < lengthAt + 4) break
      const length = bytes.readInt32BE(lengthAt) + lengthAt
      if (length < lengthAt + 4 || length > (started ? longestMessage : longestStartup)) return
      if (bytes.length < length) break
      const message = bytes.subarray(0, length)
      bytes = bytes.subarray(length)
      const type: string = started ? String.fromCharCode(message[0] ?? 0) : startupType(message)
      started ||= type === 'start'
      yield { type, message }
    }
  }
}

const longestMessage = 1024 * 1024
/** PostgreSQL's own limit. */
const longestStartup = 10_000

const startupType = (message: Buffer): string => {
  const code = message.length < 8 ? 0 : message.readInt32BE(4)
  if (code >> 16 === 3) return 'start'
  // SSLRequest, GSSENCRequest
  return code === 80877103 || code === 80877104 ? 'encrypt' : 'unknown'
}

const startupMessage = ((): Buffer => {
  const settings = Buffer.from('user\0postgres\0database\0postgres\0client_encoding\0UTF8\0\0')
  const head = Buffer.alloc(8)
  head.writeInt32BE(head.length + settings.length)
  head.writeInt32BE(3 << 16, 4)
  return Buffer.concat([head, settings])
})()

const query = (sql: string): Buffer => {
  const text = Buffer.from(`${sql}\0`)
  const head = Buffer.from('Q\0\0\0\0')
  head.writeInt32BE(4 + text.length, 1)
  return Buffer.concat([head, text])
}

const sqlOf = (message: Buffer): string => message.toString('utf8', 5, message.length - 1)
