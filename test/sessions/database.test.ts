import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { database } from '../../harness/sessions/database.js'
import { clientOf, serveHere } from './stage.js'

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
    const { kind, port } = await serveHere('database')
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
  const { kind, port } = await serveHere('database')
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
  const { port } = await serveHere('database')
  const client = await open(port)
  await expect(client.query('begin; select from nowhere')).rejects.toMatchObject({ code: '42P01' })
  expect((await client.query('select 6 * 7 as answer')).rows).toEqual([{ answer: 42 }])
})

it('refuses what would mingle with the messages of others', async () => {
  const { port } = await serveHere('database')
  await expect((await open(port)).query('select $1::int', [1])).rejects.toThrow()
  expect((await (await open(port)).query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

it('takes no id that cannot stand in SQL', () => {
  expect(() => clientOf(database, 1, `o'ne`)).toThrow('not an id')
})
