import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { unpackTemplate } from '../../harness/pgdata/template.js'
import { database } from '../../harness/sessions/database.js'
import { listen } from '../../harness/sessions/listen.js'
import { postgresWire } from '../../harness/sessions/postgres-wire.js'
import { clientOf, freePort, newFolder, serveHere, serveShared } from './stage.js'

/** An ordinary client beside the session. */
const open = async (port: number): Promise<pg.Client> => {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
  client.on('error', () => {})
  onTestFinished(() => client.end())
  await client.connect()
  return client
}

describe('the audit of a database', () => {
  const auditAfter = async (sql: string) => {
    const { kind, port } = await serveShared('database')
    const client = clientOf(kind, port)
    await client.connect()
    await client.exchanges(1, 10)
    await (await open(port)).query(sql)
    return client.audit()
  }

  it.each([
    ['rows that are gone', 'delete from rows where n in (3, 7)', { lost: 2, duplicated: 0, corrupted: 0 }],
    [
      'rows that are there twice',
      'insert into rows select * from rows where n > 6',
      { lost: 0, duplicated: 4, corrupted: 0 },
    ],
    [
      'rows that are not as written',
      `update rows set payload = 'other' where n = 5`,
      { lost: 0, duplicated: 0, corrupted: 1 },
    ],
    [
      'nothing in what others wrote',
      `insert into rows values ('two', 5, 'other')`,
      { lost: 0, duplicated: 0, corrupted: 0 },
    ],
  ])('finds %s', async (_, sql, found) => {
    expect(await auditAfter(sql)).toEqual({ acknowledged: 10, ...found })
  })
})

it('does not insert a row again that is there, nor leave out one that is not', async () => {
  const { kind, port } = await serveShared('database')
  const client = clientOf(kind, port)
  await client.connect()
  await client.exchanges(1, 3)
  await client.exchange(3, true)
  await client.exchange(4, true)
  expect(await client.audit()).toEqual({ acknowledged: 4, lost: 0, duplicated: 0, corrupted: 0 })
})

it('holds nobody up when a client leaves its transaction open', async () => {
  const { kind, port } = await serveHere('database')
  const silent = await open(port)
  await silent.query(`begin; insert into rows values ('silent', 1, 'never committed')`)
  const client = clientOf(kind, port)
  await client.connect()
  await client.exchanges(1, 3)
  const { rows } = await (await open(port)).query(`select client, n from rows order by n`)
  expect(rows).toEqual([1, 2, 3].map((n) => ({ client: 'one', n })))
})

it('answers wrong SQL with PostgreSQL’s error, and goes on', async () => {
  const { port } = await serveShared('database')
  const client = await open(port)
  await expect(client.query('begin; select from nowhere')).rejects.toMatchObject({ code: '42P01' })
  expect((await client.query('select 6 * 7 as answer')).rows).toEqual([{ answer: 42 }])
})

it('refuses what would mingle with the messages of others', async () => {
  const { port } = await serveShared('database')
  await expect((await open(port)).query('select $1::int', [1])).rejects.toThrow()
  expect((await (await open(port)).query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

describe('LISTEN and NOTIFY', () => {
  const heardBy = (client: pg.Client): (string | undefined)[] => {
    const heard: (string | undefined)[] = []
    client.on('notification', ({ channel, payload }) => heard.push(`${channel}: ${payload}`))
    return heard
  }

  it('reach those who listen, and nobody else', async () => {
    const { port } = await serveShared('database')
    const clients = [await open(port), await open(port), await open(port), await open(port)] as const
    const [one, both, deaf, speaker] = clients
    const heard = clients.map(heardBy)
    await one.query('listen x')
    await both.query('select 1; LISTEN "x"; listen Y ;')
    await expect(deaf.query('listen x; select from nowhere')).rejects.toMatchObject({ code: '42P01' })
    const answers = await speaker.query(`select 1 as a; notify x, 'hello'; notify y, 'there'; select 2 as a`)
    expect(answers).toMatchObject([{ rows: [{ a: 1 }] }, {}, {}, { rows: [{ a: 2 }] }])
    // Whoever has an answer has been notified of what came before it.
    for (const client of clients) await client.query('select 1')
    expect(heard).toEqual([['x: hello'], ['x: hello', 'y: there'], [], []])
  })

  it('stay out of answers of many pieces', async () => {
    const { port } = await serveShared('database')
    const client = await open(port)
    const heard = heardBy(client)
    await client.query('listen x')
    const { rows } = (
      (await client.query(
        `notify x, 'hello'; select repeat('A', 100) as a from generate_series(1, 1000)`,
      )) as never as [unknown, pg.QueryResult]
    )[1]
    expect(rows).toEqual(Array.from({ length: 1000 }, () => ({ a: 'A'.repeat(100) })))
    await client.query('select 1')
    expect(heard).toEqual(['x: hello'])
  })

  it.each(['unlisten x', 'select 1; UNLISTEN *', 'discard all'])(
    'take no “%s”, which would be for all',
    async (sql) => {
      const { port } = await serveShared('database')
      const [client, other] = [await open(port), await open(port)]
      const heard = heardBy(client)
      await client.query('listen x')
      await expect(other.query(sql)).rejects.toThrow()
      await client.query(`notify x, 'still'`)
      await client.query('select 1')
      expect(heard).toEqual(['x: still'])
    },
  )

  it('end with whoever listened', async () => {
    const { kind, port } = await serveHere('database')
    const clients = [clientOf(kind, port, 'one'), clientOf(kind, port, 'two')]
    for (const client of clients) {
      await client.connect()
      await client.subscribe(1)
    }
    await Promise.all(clients.map((client) => client.pushes(1)))
    clients[0]?.close()
    await clients[1]?.pushes(1)
    const ordinary = await open(port)
    const nexts = async (): Promise<number[]> =>
      (await ordinary.query('select next from subscriptions order by client')).rows.map(({ next }) => next)
    const [one = 0, two = 0] = await nexts()
    await clients[1]?.pushes(2)
    expect(await nexts()).toEqual([one, two + 2])
  })

  it('are for a client that begins to listen while another ends', async () => {
    const folder = join(newFolder(), 'pgdata')
    await unpackTemplate(folder)
    const db = await PGlite.create(folder)
    const wire = await postgresWire(db, () => () => {})
    const port = await freePort()
    const service = await listen({ host: '127.0.0.1', port }, (socket) => void wire.serve(socket))
    onTestFinished(async () => {
      await service.close()
      await db.close()
    })
    const [former, client] = [await open(port), await open(port)]
    const heard = heardBy(client)
    await former.query('listen x')
    let begin = (): void => {}
    const busy = db.runExclusive(
      () =>
        new Promise<void>((resolve) => {
          begin = resolve
        }),
    )
    const listens = client.query('listen x')
    await sleep(50)
    await former.end()
    await sleep(50)
    begin()
    await Promise.all([busy, listens])
    await client.query(`notify x, 'hello'`)
    await client.query('select 1')
    expect(heard).toEqual(['x: hello'])
  })
})

it('takes no id that cannot stand in SQL', () => {
  expect(() => clientOf(database, 1, `o'ne`)).toThrow('not an id')
})
