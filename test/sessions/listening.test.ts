/** What every kind of session promises that is pushed to. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { type SessionKindName, sessionKinds } from '../../harness/sessions/index.js'
import { sshWireTo } from './ssh-wire.js'
import { type Alter, clientOf, freePort, kill, newFolder, serveApart, serveHere, wireTo } from './stage.js'

const silent = 'none'
const names = (Object.keys(sessionKinds) as SessionKindName[]).filter((name) => name !== silent)
const clean = (acknowledged: number) => ({ acknowledged, lost: 0, duplicated: 0, corrupted: 0 })

describe.each(names)('a service of kind %s that pushes', (name) => {
  it('pushes one after the other, at its pace', async () => {
    const { kind, port } = await serveHere(name)
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
    const { kind, port } = await serveHere(name)
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
    const { kind, port } = await serveHere(name)
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
    const { kind, port } = await serveHere(name)
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
    const { kind, port } = await serveHere(name)
    const wire = await wireTo(port)
    const client = clientOf(kind, wire.port)
    await client.connect()
    await client.subscribe(1)
    await client.pushes(1)
    wire.reset()
    await vi.waitFor(() => expect(client.told).toMatchObject([{ code: 'ECONNRESET' }]), 10_000)
  })

  it('fails a push and an exchange that wait, both with the socket’s own error', async () => {
    const { kind, port } = await serveHere(name)
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
    const { kind, port } = await serveHere(name)
    const clients = ['one', 'two', 'three'].map((id) => clientOf(kind, port, id))
    await Promise.all(clients.map((client) => client.connect()))
    const [one, two, three] = clients
    await Promise.all([one?.subscribe(1), two?.subscribe(1000)])
    await Promise.all([one?.pushes(4), two?.pushes(4), three?.exchanges(1, 20)])
    expect(await Promise.all(clients.map((client) => client.audit()))).toEqual([clean(0), clean(0), clean(20)])
  })

  it('pushes to those who stay when one goes', async () => {
    const { kind, port } = await serveHere(name)
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
    const { kind, port } = await serveHere(name)
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

  it('stops when its client goes', async () => {
    const { kind, port } = await serveHere(name)
    const before = timers()
    const clients = five.map((id) => clientOf(kind, port, id))
    for (const client of clients) {
      await client.connect()
      await client.subscribe(1)
    }
    await Promise.all(clients.map((client) => client.pushes(1)))
    for (const client of clients) client.close()
    await untilTimers(before)
  })

  it('closes at any moment, and leaves no promise pending', async () => {
    const { kind, port } = await serveHere(name)
    const before = timers()
    const momentsMs = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, kind.paceMs, 1.5 * kind.paceMs]
    for (const ms of momentsMs) {
      const client = clientOf(kind, port, `after-${ms}`.replace('.', '-'))
      const life = client.connect().then(async () => {
        await client.subscribe(1)
        return Promise.allSettled([
          client.pushes(Number.POSITIVE_INFINITY),
          client.exchanges(1, Number.POSITIVE_INFINITY),
        ])
      })
      const outcome = life.then(
        (ends) => ends.map((end) => (end.status === 'rejected' ? end.reason.message : 'ended')).join(),
        (error: Error) => `${error.message},${error.message}`,
      )
      await sleep(ms)
      client.close()
      expect(await outcome).toMatch(/closed.*,.*closed/)
      expect(client.told).toEqual([])
    }
    await untilTimers(before)
  })

  it('may be closed while it pushes', async () => {
    const { kind, port, close } = await serveHere(name)
    const before = timers()
    const clients = five.map((id) => clientOf(kind, port, id))
    for (const client of clients) {
      await client.connect()
      await client.subscribe(1)
    }
    const outcomes = clients.map((client) => client.pushes(100).catch((error: Error) => error.message))
    await sleep(kind.paceMs)
    await close()
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatch(/closed|ECONNRESET/)
    await untilTimers(before)
  })
})

describe.each(names)('the audit of a session of kind %s that is pushed to', (name) => {
  /** What becomes of the next thing that the service pushes, and what the audit says of it. */
  const auditAfter = async (how: Alter) => {
    const { kind, port } = await serveHere(name)
    const wire = await (name === 'file-copy' ? sshWireTo(port) : wireTo(port))
    const client = clientOf(kind, wire.port)
    await client.connect()
    await client.subscribe(1)
    await client.pushes(1)
    wire.alter((push) => {
      wire.alter((next) => [next])
      return how(push)
    })
    await client.pushes(2)
    return client.audit()
  }

  it('finds nothing where all came as it was sent', async () => {
    expect(await auditAfter((push) => [push])).toEqual(clean(0))
  })

  it('finds nothing where it came in pieces', async () => {
    expect(await auditAfter((push) => [push.subarray(0, 9), push.subarray(9, 20), push.subarray(20)])).toEqual(clean(0))
  })

  it('finds what never came', async () => {
    const { lost, corrupted } = await auditAfter(() => [])
    expect(lost).toBeGreaterThanOrEqual(1)
    expect(corrupted).toBe(0)
  })

  it('finds what came again', async () => {
    const { duplicated, lost, corrupted } = await auditAfter((push) => [push, push])
    expect(duplicated).toBeGreaterThanOrEqual(1)
    expect([lost, corrupted]).toEqual([0, 0])
  })

  it('finds what came otherwise than it was sent', async () => {
    const otherwise = (push: Buffer): Buffer[] => {
      const at = push.length - 5
      push.writeUInt8(push.readUInt8(at) ^ 1, at)
      return [push]
    }
    expect(await auditAfter(otherwise)).toEqual({ ...clean(0), corrupted: 1 })
  })
})

const five = ['one', 'two', 'three', 'four', 'five']

const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
/** The test runner's own, which come and go. */
const othersTimers = 2
const untilTimers = async (before: number): Promise<void> => {
  const most = before + othersTimers
  for (let tries = 0; timers() > most && tries < 100; tries++) await sleep(20)
  expect(timers()).toBeLessThanOrEqual(most)
}
