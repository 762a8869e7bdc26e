/** What every kind of session promises that is pushed to. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { type SessionKindName, sessionKinds } from '../../harness/sessions/index.js'
import { clientOf, freePort, kill, newFolder, serveApart, serveShared, wireTo } from './stage.js'

const clean = (acknowledged: number) => ({ acknowledged, lost: 0, duplicated: 0, corrupted: 0 })

export const pushesAsPromised = (name: SessionKindName): void => {
  describe(`a service of kind ${name} that pushes`, () => {
    it('pushes one after the other, at its pace', async () => {
      const { kind, port } = await serveShared(name)
      const client = clientOf(kind, port)
      await client.connect()
      await client.subscribe(1)
      const startedMs = performance.now()
      await client.pushes(4)
      expect(performance.now() - startedMs).toBeGreaterThan(3 * kind.paceMs)
      expect(await client.audit()).toEqual(clean(0))
      expect(client.told).toEqual([])
    })

    it('answers meanwhile', async () => {
      const { kind, port } = await serveShared(name)
      const client = clientOf(kind, port)
      await client.connect()
      // In the midst of a line, of a file.
      await client.exchanges(1, 7)
      await client.subscribe(1)
      let listening = true
      const pushes = client.pushes(5).finally(() => {
        listening = false
      })
      let n = 8
      for (; listening; n++) {
        await client.exchange(n, false)
        await sleep(3)
      }
      await pushes
      expect(n).toBeGreaterThan(15)
      expect(await client.audit()).toEqual(clean(n - 1))
    })

    it('hears nothing from a client that only listens', async () => {
      const { kind, port } = await serveShared(name)
      const wire = await wireTo(port)
      const client = clientOf(kind, wire.port)
      await client.connect()
      await client.subscribe(1)
      await client.pushes(1)
      const asked = wire.asked()
      await client.pushes(3)
      expect(wire.asked()).toBe(asked)
    })

    it('carries on from the number that it is asked for', async () => {
      const { kind, port } = await serveShared(name)
      const wire = await wireTo(port)
      const client = clientOf(kind, wire.port)
      await client.connect()
      await client.subscribe(1)
      await client.pushes(3)
      for (const from of [4, 7]) {
        const outcome = client.pushed().then(
          () => 'pushed',
          (error) => error,
        )
        wire.reset()
        expect(await outcome).toMatchObject({ code: 'ECONNRESET' })
        client.close()
        await client.connect()
        await client.subscribe(from)
        await client.pushes(3)
      }
      await client.subscribe(100)
      await client.pushes(2)
      expect(await client.audit()).toEqual(clean(0))
    })

    it('carries on from there on the machine that takes over', async () => {
      const kind = await sessionKinds[name]()
      const dataDir = newFolder()
      const port = await freePort()
      const machine = await serveApart(name, port, dataDir)
      const client = clientOf(kind, port)
      await client.connect()
      await client.subscribe(1)
      await client.pushes(2)
      const outcome = client.pushes(100).catch((error: Error) => error)
      await kill(machine)
      expect(await outcome).toBeInstanceOf(Error)
      client.close()
      await serveApart(name, port, dataDir)
      await client.connect()
      await client.exchange(1, false)
      await client.subscribe(50)
      await client.pushes(2)
      expect(await client.audit()).toEqual(clean(1))
    })

    it('is told of as broken while nobody waits', async () => {
      const { kind, port } = await serveShared(name)
      const wire = await wireTo(port)
      const client = clientOf(kind, wire.port)
      await client.connect()
      await client.subscribe(1)
      await client.pushes(1)
      wire.reset()
      await vi.waitFor(() => expect(client.told).toMatchObject([{ code: 'ECONNRESET' }]), 10_000)
    })

    it('fails a push and an exchange that wait, both with the socket’s own error', async () => {
      const { kind, port } = await serveShared(name)
      const wire = await wireTo(port)
      const client = clientOf(kind, wire.port)
      await client.connect()
      await client.subscribe(1)
      await client.pushes(1)
      wire.lose('answers')
      const outcomes = [client.pushed(), client.exchange(1, false)].map((act) => act.catch((error: Error) => error))
      await sleep(2 * kind.paceMs)
      wire.reset()
      expect(await Promise.all(outcomes)).toMatchObject([{ code: 'ECONNRESET' }, { code: 'ECONNRESET' }])
      expect(client.told).toEqual([])
    })

    it('pushes to each client what is his', async () => {
      const { kind, port } = await serveShared(name)
      const clients = ['one', 'two', 'three'].map((id) => clientOf(kind, port, id))
      await Promise.all(clients.map((client) => client.connect()))
      const [one, two, three] = clients
      await Promise.all([one?.subscribe(1), two?.subscribe(1000)])
      await Promise.all([one?.pushes(4), two?.pushes(4), three?.exchanges(1, 20)])
      expect(await Promise.all(clients.map((client) => client.audit()))).toEqual([clean(0), clean(0), clean(20)])
    })

    it('pushes to those who stay when one goes', async () => {
      const { kind, port } = await serveShared(name)
      const [stays, goes] = [clientOf(kind, port, 'stays'), clientOf(kind, port, 'goes')]
      for (const client of [stays, goes]) {
        await client.connect()
        await client.subscribe(1)
      }
      await goes.pushes(1)
      goes.close()
      await stays.pushes(4)
      expect(await stays.audit()).toEqual(clean(0))
    })

    it('pushes to a client that is back before his former connection is known to be dead', async () => {
      const { kind, port } = await serveShared(name)
      const [former, client] = [clientOf(kind, port), clientOf(kind, port)]
      await former.connect()
      await former.subscribe(1)
      await former.pushes(2)
      await client.connect()
      await client.subscribe(3)
      await client.pushes(1)
      const startedMs = performance.now()
      await client.pushes(3)
      expect(performance.now() - startedMs).toBeGreaterThan(2 * kind.paceMs)
      expect(await client.audit()).toEqual(clean(0))
    })
  })
}
