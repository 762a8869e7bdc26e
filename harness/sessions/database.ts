/**
 * A database client that inserts rows in transactions and reads them back: real PostgreSQL (PGlite) behind its wire protocol in the VM,
 * the `pg` client outside.
 *
 * A transaction is one simple-query message. PGlite has one backend for all its clients: a transaction that a client left open when it went
 * silent would block the others, which PostgreSQL does not do; and the parts of an extended query of one client could mingle with another's.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Client, QueryArrayResult, QueryResult } from 'pg'
import { templateFolder } from '../pgdata/template.js'
import { type Connection, watchConnection } from './connection.js'
import { connected } from './echo.js'
import type { SessionKind } from './kind.js'

export const database: SessionKind = {
  summary: 'PostgreSQL: rows inserted in transactions and read back',
  port: 5432,
  paceMs: 400,

  async serve({ host, port, dataDir }) {
    const folder = join(dataDir, 'pgdata')
    mkdirSync(folder, { recursive: true })
    if (readdirSync(folder).length === 0 && existsSync(templateFolder)) {
      await promisify(execFile)('cp', ['-R', `${templateFolder}/.`, folder])
    }
    const { PGlite } = await import('@electric-sql/pglite')
    const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket')
    const db = await PGlite.create(folder)
    await db.exec('create table if not exists rows (client text, n int, payload text)')
    const server = new PGLiteSocketServer({ db, host, port, maxConnections: 1000 })
    await server.start()
    return {
      async close() {
        await server.stop()
        await db.close()
      },
    }
  },

  client({ id, host, port, dial, broken }) {
    if (!/^[a-z0-9-]+$/.test(id)) throw new Error(`not an id that can stand in SQL: ${id}`)
    let connection: Connection | undefined
    let client: Client | undefined
    let acknowledged = 0

    const connect = async (): Promise<void> => {
      const socket = await dial()
      connection = watchConnection(socket, broken)
      // pg connects its stream itself; this one is connected.
      const stream = Object.assign(socket, {
        connect: () => {
          queueMicrotask(() => socket.emit('connect'))
          return socket
        },
      })
      // Loaded where it is needed: a VM needs the server, its clients need this.
      const { default: pg } = await import('pg')
      client = new pg.Client({ host, port, user: 'postgres', database: 'postgres', ssl: false, stream: () => stream })
      client.on('error', () => {})
      await connection.answer(client.connect())
    }
    const query = (sql: string): Promise<QueryResult> =>
      connected(connection).answer(connected(client).query(sql).then(lastOf))

    return {
      connect,

      async exchange(n, retry) {
        const row = `client = '${id}' and n = ${n}`
        const isThere = retry && (await query(`select 1 from rows where ${row}`)).rowCount === 1
        const insert = `begin; insert into rows values ('${id}', ${n}, '${payload(id, n)}'); commit;`
        const { rows } = await query(`${isThere ? '' : insert} select payload from rows where ${row}`)
        if (rows[0]?.payload !== payload(id, n)) throw new Error(`row ${n} was not read back as it was written`)
        acknowledged = n
      },

      async audit() {
        if (connection === undefined || connection.socket.destroyed) await connect()
        const { rows } = await query(`select n, payload from rows where client = '${id}' and n <= ${acknowledged}`)
        const numbers = new Set(rows.map(({ n }) => n))
        return {
          acknowledged,
          lost: acknowledged - numbers.size,
          duplicated: rows.length - numbers.size,
          corrupted: rows.filter((row) => row.payload !== payload(id, row.n)).length,
        }
      },

      close: () => connection?.socket.destroy(),
    }
  },
}

const payload = (id: string, n: number): string => `${id} row ${n}`

/** Several statements in one message have several results; ours stands last. */
const lastOf = (result: QueryResult | QueryArrayResult | QueryResult[]): QueryResult =>
  (Array.isArray(result) ? result.at(-1) : result) as QueryResult
