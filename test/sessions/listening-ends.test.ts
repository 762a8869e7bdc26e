/** Whoever is no longer pushed to leaves nothing behind, on either side. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type SessionKindName, sessionKinds } from '../../harness/sessions/index.js'
import { clientOf, serveHere } from './stage.js'

const silent = 'none'
const names = (Object.keys(sessionKinds) as SessionKindName[]).filter((name) => name !== silent)

describe.each(names)('a service of kind %s that pushes', (name) => {
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

const five = ['one', 'two', 'three', 'four', 'five']

const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
/** The test runner's own, which come and go. */
const othersTimers = 2
const untilTimers = async (before: number): Promise<void> => {
  const most = before + othersTimers
  for (let tries = 0; timers() > most && tries < 100; tries++) await sleep(20)
  expect(timers()).toBeLessThanOrEqual(most)
}
