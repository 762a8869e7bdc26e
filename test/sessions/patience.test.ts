/** Services that close connections over which nothing comes, and what their clock counts of the time in which they did not run. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../../harness/sessions/listen.js'
import type { Patience } from '../../src/guest.js'
import { freePort } from './stage.js'

const idleTimeout = { value: 500, setting: 'a timeout' }

/** A client of a service that says nothing by itself and echoes what it is told. */
const clientOf = async (patience: Omit<Patience, 'keepalive'>): Promise<Socket> => {
  const port = await freePort()
  const at = { host: '127.0.0.1', port, patience: { keepalive: false, ...patience } }
  const service = await listen(at, (socket) => socket.pipe(socket))
  const client = connect({ host: at.host, port }).resume()
  onTestFinished(async () => {
    client.destroy()
    await service.close()
  })
  await once(client, 'connect')
  await sleep(50)
  return client
}

/** As a VM that is suspended, this process does nothing at all. */
const stopFor = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

test('after so long without a word', async () => {
  const client = await clientOf({ clock: 'stops', idleTimeout })
  const startedMs = performance.now()
  await once(client, 'end')
  expect(performance.now() - startedMs).toBeGreaterThan(400)
  expect(performance.now() - startedMs).toBeLessThan(900)
})

test('not while something comes, nor without such a timer', async () => {
  const [talking, silent] = [await clientOf({ clock: 'stops', idleTimeout }), await clientOf({ clock: 'jumps' })]
  for (let n = 0; n < 8; n++) {
    talking.write('x')
    await sleep(150)
  }
  expect(talking.readableEnded).toBe(false)
  expect(silent.readableEnded).toBe(false)
})

test.each([
  ['stops', false],
  ['jumps', true],
] as const)('a clock that %s while it does not run', async (clock, isClosed) => {
  const client = await clientOf({ clock, idleTimeout })
  stopFor(700)
  await sleep(50)
  expect(client.readableEnded).toBe(isClosed)
})
