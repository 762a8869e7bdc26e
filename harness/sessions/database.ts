/**
 * A database client that inserts rows in transactions and reads them back: real PostgreSQL (PGlite) behind its wire protocol in the VM,
 * the `pg` client outside.
 *
 * A transaction is one simple-query message without parameters (`postgres-wire.ts` says why), so ids and payloads are made of what needs no
 * quoting. Nothing keeps rows unique but the client, or a doubled one could not be seen.
 *
 * Pushed is by LISTEN and NOTIFY: a client puts down in a table from which number on it wants to be notified, and listens.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { Client, QueryArrayResult, QueryResult } from 'pg'
import { unpackTemplate } from '../pgdata/template.js'
import { connected, holdConnection } from './connection.js'
import type { SessionKind } from './kind.js'
import { listen } from './listen.js'
import { postgresWire } from './postgres-wire.js'
import { pushesOver } from './pushes.js'

const paceMs = 400

/**
 * With PostgreSQL's default of 128 MB each VM costs 300 MB of memory, with this 150 MB. fsync is off in PGlite: a commit is in the page cache when
 * it is acknowledged, and so outlives the process, which is what a failover ends here.
 */
const postgresqlconf = ['shared_buffers=4MB']

export const database: SessionKind = {
  summary: 'PostgreSQL: rows inserted in transactions and read back',
  port: 5432,
  paceMs,

  async serve(at) {
    const folder = join(at.dataDir, 'pgdata')
    await unpackTemplate(folder)
    const db = await PGlite.create(folder, { postgresqlconf })
    await db.exec(`
      create table if not exists rows (client text, n int, payload text);
      create table if not exists subscriptions (channel text primary key, client text, next int)`)
    const wire = await postgresWire(db, (channel) => {
      const notify = `update subscriptions set next = next + 1 where channel = '${channel}'
        returning pg_notify(channel, 'push ' || (next - 1) || ' to ' || client)`
      // What cannot be pushed is missed by its client.
      const notifying = setInterval(() => wire.execute(notify).catch(() => {}), paceMs)
      return () => clearInterval(notifying)
    })
    const service = await listen(at, (socket) => void wire.serve(socket))
    return {
      async close() {
        await service.close()
        await db.close()
      },
    }
  },

  client(to) {
    if (!/^[a-zA-Z0-9-]+$/.test(to.id)) throw new Error(`not an id that can stand in SQL: ${to.id}`)
    const connection = holdConnection(to)
    const pushCounts = { lost: 0, duplicated: 0, corrupted: 0 }
    const pushes = pushesOver(connection, pushCounts)
    let client: Client | undefined
    let acknowledged = 0

    const payloadOf = (n: number): string => `${to.id}-row-${n}`
    const query = async (sql: string): Promise<QueryResult> => {
      const result: QueryResult | QueryArrayResult | QueryResult[] = await connection.answer(
        connected(client).query(sql),
      )
      // Several statements in one message have several results; ours stands last.
      return (Array.isArray(result) ? result.at(-1) : result) as QueryResult
    }
    const connect = async (): Promise<void> => {
      // Loaded here, as VMs have no use for it.
      const { default: pg } = await import('pg')
      const socket = connection.open()
      // pg connects its stream itself; this one is connecting already.
      const stream = Object.assign(socket, { connect: () => socket })
      client = new pg.Client({
        ...to.library,
        user: 'postgres',
        database: 'postgres',
        ssl: false,
        stream: () => stream,
      })
      client.on('error', () => {})
      client.on('notification', ({ payload = '' }) => {
        const n = Number(/^push (\d+) /.exec(payload)?.[1])
        pushes.came(n, payload === `push ${n} to ${to.id}`)
      })
      await connection.answer(client.connect())
    }

    return {
      connect,

      async exchange(n, retry) {
        const look = `select payload from rows where client = '${to.id}' and n = ${n}`
        const isThere = retry && (await query(look)).rows.length > 0
        const insert = `begin; insert into rows values ('${to.id}', ${n}, '${payloadOf(n)}'); commit; `
        const { rows } = await query(isThere ? look : insert + look)
        if (rows[0]?.payload !== payloadOf(n)) throw new Error(`row ${n} was not read back as it was written`)
        acknowledged = n
      },

      async subscribe(from) {
        pushes.expect(from)
        const channel = channelOf(to.id)
        await query(`insert into subscriptions values ('${channel}', '${to.id}', ${from})
          on conflict (channel) do update set next = excluded.next; listen ${channel}`)
      },

      pushed: pushes.next,

      async audit() {
        if (!connection.isOpen) await connect()
        const { rows } = await query(`select n, payload from rows where client = '${to.id}' and n <= ${acknowledged}`)
        const numbers = new Set(rows.map(({ n }) => n))
        return {
          acknowledged,
          lost: acknowledged - numbers.size + pushCounts.lost,
          duplicated: rows.length - numbers.size + pushCounts.duplicated,
          corrupted: rows.filter(({ n, payload }) => payload !== payloadOf(n)).length + pushCounts.corrupted,
        }
      },

      close: connection.close,
    }
  },
}

/** PostgreSQL cuts longer names than 63 bytes off, and a cell's can be longer. */
const channelOf = (id: string): string => `pushes_${createHash('md5').update(id).digest('hex')}`
