/** What every session kind must do, over the list of kinds. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { sessionKinds } from '../../harness/sessions/index.js'
import { exchange, folder, held, served } from './held.js'

const clean = { lost: 0, duplicated: 0, corrupted: 0 }

describe.each(Object.keys(sessionKinds) as (keyof typeof sessionKinds)[])('%s', (name) => {
  const says = name !== 'none'

  test('exchanges, and finds all that was acknowledged', async () => {
    const kind = await sessionKinds[name]()
    const { port } = await served(kind)
    const { client } = held(kind, port)
    await client.connect()
    await exchange(client, 1, 40)
    expect(await client.audit()).toEqual({ acknowledged: says ? 40 : 0, ...clean })
  })

  test('two clients in one service do not disturb each other', async () => {
    const kind = await sessionKinds[name]()
    const { port } = await served(kind)
    const [one, two] = [held(kind, port, 'one').client, held(kind, port, 'two').client]
    await Promise.all([one.connect(), two.connect()])
    await Promise.all([exchange(one, 1, 20), exchange(two, 1, 20)])
    for (const client of [one, two]) expect(await client.audit()).toEqual({ acknowledged: says ? 20 : 0, ...clean })
  })

  test('a connection that breaks while nobody waits is told', async () => {
    const kind = await sessionKinds[name]()
    const { port } = await served(kind)
    const { client, sockets, broken } = held(kind, port)
    await client.connect()
    sockets.at(-1)?.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    await expect.poll(() => broken[0]).toMatchObject({ code: 'ECONNRESET' })
  })

  test('carries on over a new connection with what was not acknowledged, and nothing is there twice', async () => {
    const kind = await sessionKinds[name]()
    const { port } = await served(kind)
    const { client, sockets } = held(kind, port)
    await client.connect()
    await exchange(client, 1, 25)
    if (says) {
      // The request is sent, and its answer is lost.
      const pending = client.exchange(26, false)
      sockets.at(-1)?.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
      await expect(pending).rejects.toMatchObject({ code: 'ECONNRESET' })
    }
    await client.connect()
    await client.exchange(26, true)
    await exchange(client, 27, 40)
    expect(await client.audit()).toMatchObject(clean)
  })

  test('garbage and half a handshake do not keep the service from serving', async () => {
    const kind = await sessionKinds[name]()
    const { port } = await served(kind)
    // PGlite's server never answers anybody again after a message that is none (0.2.17); half a real one is no harm.
    const garbage =
      name === 'database'
        ? ['\0\0\0\x54\0\x03', 'Q\0\0']
        : ['\0'.repeat(500), 'GET / HTTP/1.1\r\n', 'SSH-2.0-x\r\n', '\xff'.repeat(2000)]
    for (const bytes of garbage) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      await once(socket, 'connect')
      socket.write(bytes, 'latin1')
      await sleep(20)
      socket.resetAndDestroy()
    }
    const { client } = held(kind, port)
    await client.connect()
    await exchange(client, 1, 3)
  })

  test('a service on an address that is taken says so', async () => {
    const kind = await sessionKinds[name]()
    const { port } = await served(kind)
    await expect(kind.serve({ host: '127.0.0.1', port, dataDir: folder() })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })

  test('closing at any moment is quiet', async () => {
    const kind = await sessionKinds[name]()
    const { port } = await served(kind)
    for (const ms of [0, 1, 5, 20]) {
      const { client } = held(kind, port)
      const connecting = client.connect().catch(() => {})
      await sleep(ms)
      client.close()
      await Promise.race([connecting, sleep(1000)])
      client.close()
    }
  })
})
