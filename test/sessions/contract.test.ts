import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type SessionKindName, sessionKinds } from '../../harness/sessions/index.js'
import { clientOf, freePort, kill, newFolder, serveApart, serveHere, serveShared, wireTo } from './stage.js'

const names = Object.keys(sessionKinds) as SessionKindName[]
const clean = (acknowledged: number) => ({ acknowledged, lost: 0, duplicated: 0, corrupted: 0 })
/** More than two whole passes of a file, five lines at a console. */
const many = 75

describe.each(names)('session kind %s', (name) => {
  it('serves, answers, and finds its data whole', async () => {
    const { kind, port } = await serveShared(name)
    const client = clientOf(kind, port)
    await client.connect()
    await client.exchanges(1, many)
    expect(await client.audit()).toEqual(clean(name === 'none' ? 0 : many))
    client.close()
    expect(client.told).toEqual([])
  })

  it('says so when its port is taken', async () => {
    const { kind, port } = await serveShared(name)
    await expect(kind.serve({ host: '127.0.0.1', port, dataDir: newFolder() })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })

  it('tells of a connection that is reset while nobody waits, with the socket’s own error', async () => {
    const { kind, port } = await serveShared(name)
    const wire = await wireTo(port)
    const client = clientOf(kind, wire.port)
    await client.connect()
    await client.exchanges(1, 3)
    wire.reset()
    await vi.waitFor(() => expect(client.told).toMatchObject([{ code: 'ECONNRESET' }]), 10_000)
  })

  it('holds two sessions at once that do not disturb each other', async () => {
    const { kind, port } = await serveShared(name)
    const clients = [clientOf(kind, port, 'one'), clientOf(kind, port, 'two')]
    await Promise.all(clients.map((client) => client.connect()))
    await Promise.all(clients.map((client) => client.exchanges(1, many)))
    const audits = await Promise.all(clients.map((client) => client.audit()))
    for (const audit of audits) expect(audit).toEqual(clean(name === 'none' ? 0 : many))
  })

  it('outlives whatever is done to its port', async () => {
    const { kind, port } = await serveShared(name)
    const session = clientOf(kind, port)
    await session.connect()
    const greetings = ['', 'GET / HTTP/1.1\r\n\r\n', 'SSH-2.0-x\r\n', Buffer.alloc(100), Buffer.alloc(5, 0xff)]
    for (const garbage of [...greetings, ...Array.from({ length: 40 }, (_, n) => randomBytes(1 + n * 37))]) {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      onTestFinished(() => void socket.destroy())
      await once(socket, 'connect')
      socket.write(garbage)
      await sleep(2)
      // One third breaks, one third says goodbye, one third is left open.
      if (garbage.length % 3 === 0) socket.resetAndDestroy()
      if (garbage.length % 3 === 1) socket.end()
    }
    await session.exchanges(1, 20)
    const another = clientOf(kind, port, 'another')
    await another.connect()
    await another.exchanges(1, 20)
  })

  it('closes at any moment, and leaves no promise pending', async () => {
    const { kind, port } = await serveShared(name)
    for (let ms = 0; ms < 40; ms += 2) {
      const client = clientOf(kind, port, `after-${ms}`)
      const life = client.connect().then(() => client.exchanges(1, name === 'none' ? 1 : Number.POSITIVE_INFINITY))
      const outcome = life.then(
        () => 'closed',
        (error: Error) => error.message,
      )
      await sleep(ms)
      client.close()
      expect(await outcome).toMatch(/closed/)
      expect(client.told).toEqual([])
    }
  })

  it('is gone when it is closed, its connections too', async () => {
    const { kind, port, close } = await serveHere(name)
    const client = clientOf(kind, port)
    await client.connect()
    await close()
    await expect(clientOf(kind, port).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await vi.waitFor(() => expect(client.told).toHaveLength(1), 10_000)
  })
})

describe.each(names.filter((name) => name !== 'none'))('session kind %s, when its connection breaks', (name) => {
  it.each(['requests', 'answers'] as const)('carries on where %s were lost', async (way) => {
    const { kind, port } = await serveShared(name)
    const wire = await wireTo(port)
    const client = clientOf(kind, wire.port)
    await client.connect()
    let n = 1
    // At twenty places in turn: in the midst of a line, at the end of a file, at the start of the next.
    for (const count of [12, 1, 1, 1, 1, 1, 13, 1, 1, 1, 1]) {
      await client.exchanges(n, n + count - 1)
      n += count
      wire.lose(way)
      const exchange = client.exchange(n, false)
      const outcome = exchange.catch((error: Error) => error)
      // Time enough for what is not lost to take effect.
      await sleep(30)
      wire.reset()
      expect(await outcome).toMatchObject({ code: 'ECONNRESET' })
      client.close()
      await client.connect()
      await client.exchange(n++, true)
    }
    await client.exchanges(n, many)
    expect(await client.audit()).toEqual(clean(many))
  })

  it('carries on where it stopped when it was idle', async () => {
    const { kind, port } = await serveShared(name)
    const wire = await wireTo(port)
    const client = clientOf(kind, wire.port)
    await client.connect()
    await client.exchanges(1, 7)
    wire.reset()
    await vi.waitFor(() => expect(client.told).toHaveLength(1), 10_000)
    client.close()
    await client.connect()
    await client.exchanges(8, many)
    expect(await client.audit()).toEqual(clean(many))
  })

  // An echo connection is made as soon as it is dialled.
  it.skipIf(name === 'echo')('fails to connect with the socket’s own error, and waits without one', async () => {
    const { kind, port } = await serveShared(name)
    const wire = await wireTo(port)
    wire.lose('answers')
    const client = clientOf(kind, wire.port)
    const outcome = client.connect().then(
      () => 'connected',
      (error) => error,
    )
    expect(await Promise.race([outcome, sleep(500, 'waits')])).toBe('waits')
    wire.reset()
    expect(await outcome).toMatchObject({ code: 'ECONNRESET' })
    await client.connect()
    await client.exchanges(1, 5)
  })

  it('audits over a connection of its own where the session’s is gone', async () => {
    const { kind, port } = await serveShared(name)
    const client = clientOf(kind, port)
    await client.connect()
    await client.exchanges(1, 20)
    client.close()
    expect(await client.audit()).toEqual(clean(20))
  })

  it('finds all that was acknowledged on the machine that takes over', async () => {
    const kind = await sessionKinds[name]()
    const dataDir = newFolder()
    const port = await freePort()
    let machine = await serveApart(name, port, dataDir)
    const client = clientOf(kind, port)
    await client.connect()
    let n = 1
    for (const count of [10, 12]) {
      await client.exchanges(n, n + count - 1)
      n += count
      const outcome = client.exchange(n, false).then(
        () => n++,
        (error: Error) => error,
      )
      await kill(machine)
      const failed = (await outcome) instanceof Error
      client.close()
      machine = await serveApart(name, port, dataDir)
      await client.connect()
      if (failed) await client.exchange(n++, true)
    }
    await client.exchanges(n, many)
    expect(await client.audit()).toEqual(clean(many))
  })
})
