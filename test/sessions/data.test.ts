/** Sessions that leave data behind: an audit that could not fail would be worth nothing. */
import { execFileSync } from 'node:child_process'
import { readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { expect, test } from 'vitest'
import { console_ } from '../../harness/sessions/console.js'
import { database } from '../../harness/sessions/database.js'
import { echo } from '../../harness/sessions/echo.js'
import { fileCopy } from '../../harness/sessions/file-copy.js'
import { exchange, folder, freePort, held, served } from './held.js'

test('a file that lost its end is found to have lost blocks', async () => {
  const dataDir = folder()
  const { port } = await served(fileCopy, dataDir)
  const { client } = held(fileCopy, port)
  await client.connect()
  await exchange(client, 1, 10)
  const [file = ''] = readdirSync(join(dataDir, 'files'))
  truncateSync(join(dataDir, 'files', file), 7 * 16 * 1024)
  expect(await client.audit()).toMatchObject({ acknowledged: 10, lost: 3, corrupted: 0 })
})

test('a file with other bytes in it is found to be corrupted, by block and by checksum', async () => {
  const dataDir = folder()
  const { port } = await served(fileCopy, dataDir)
  const { client } = held(fileCopy, port)
  await client.connect()
  await exchange(client, 1, 16)
  const [file = ''] = readdirSync(join(dataDir, 'files'))
  writeFileSync(join(dataDir, 'files', file), Buffer.alloc(16 * 1024), { flag: 'r+' })
  expect(await client.audit()).toMatchObject({ corrupted: 1 })
  await exchange(client, 17, 32)
  // The block once more, and the checksum of the file that was read back.
  expect(await client.audit()).toMatchObject({ corrupted: 3 })
})

test('files of finished copies are removed, so that a long run does not fill the disk', async () => {
  const dataDir = folder()
  const { port } = await served(fileCopy, dataDir)
  const { client } = held(fileCopy, port)
  await client.connect()
  await exchange(client, 1, 3 * 32 + 1)
  expect(readdirSync(join(dataDir, 'files'))).toHaveLength(1)
})

test('a database that lost, doubled and changed rows is found out, and another service finds the data of the first', async () => {
  const dataDir = folder()
  const first = await served(database, dataDir)
  const before = held(database, first.port)
  await before.client.connect()
  await exchange(before.client, 1, 9)
  before.client.close()
  await first.service.close()

  const db = await PGlite.create(join(dataDir, 'pgdata'))
  expect((await db.query('select count(*)::int as count from rows')).rows).toEqual([{ count: 9 }])
  await db.exec(`
    delete from rows where n = 2 or n = 3;
    insert into rows select * from rows where n = 4;
    update rows set payload = 'other' where n = 5;`)
  await db.close()

  const second = await served(database, dataDir)
  const after = held(database, second.port)
  await after.client.connect()
  // The same session goes on: exchange 10 acknowledges all before it.
  await after.client.exchange(10, false)
  expect(await after.client.audit()).toEqual({ acknowledged: 10, lost: 2, duplicated: 1, corrupted: 1 })
})

test('a row whose acknowledgement was lost is not inserted again', async () => {
  const { port } = await served(database)
  const { client } = held(database, port)
  await client.connect()
  await exchange(client, 1, 5)
  await client.exchange(5, true)
  expect(await client.audit()).toMatchObject({ acknowledged: 5, duplicated: 0 })
})

test('an echo that answers something else, or twice, is found out', async () => {
  const port = await freePort()
  let answers = 0
  const server = createServer((socket) =>
    socket.on('data', (bytes) => {
      answers++
      if (answers === 2) socket.write(bytes.toString().toUpperCase().replace('1', '2'))
      else socket.write(answers === 4 ? `${bytes}${bytes}` : bytes)
    }),
  ).listen(port, '127.0.0.1')
  const { client } = held(echo, port)
  await client.connect()
  await exchange(client, 1, 6)
  expect(await client.audit()).toMatchObject({ acknowledged: 6, corrupted: 1, duplicated: 1 })
  client.close()
  server.close()
})

test('a console is a real shell on a terminal, and ends with its connection', async () => {
  const { port } = await served(console_)
  const { client } = held(console_, port)
  await client.connect()
  // Two whole lines: their sums were worked out by the shell.
  await exchange(client, 1, 2 * 'echo k$((0+1))\r'.length)
  expect(await client.audit()).toMatchObject({ lost: 0, duplicated: 0, corrupted: 0 })
  const shells = (): number => {
    return execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
      .split('\n')
      .filter((line: string) => line.startsWith('script ')).length
  }
  expect(shells()).toBe(1)
  client.close()
  await expect.poll(shells, { timeout: 5000 }).toBe(0)
})
