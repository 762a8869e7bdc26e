import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { echo } from '../../harness/sessions/echo.js'
import { clientOf } from './stage.js'

/** A service that answers each message with what `answerTo` makes of it. */
const serving = async (answerTo: (message: string) => string): Promise<number> => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => void socket.write(answerTo(bytes.toString())))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

it('counts an answer that comes twice as duplicated', async () => {
  const client = clientOf(
    echo,
    await serving((message) => (message.startsWith('one 2 ') ? message + message : message)),
  )
  await client.connect()
  await client.exchanges(1, 4)
  expect(await client.audit()).toEqual({ acknowledged: 4, lost: 0, duplicated: 1, corrupted: 0 })
})

it('counts an answer that comes twice after the last exchange', async () => {
  const client = clientOf(echo, await serving((message) => message + message))
  await client.connect()
  await client.exchanges(1, 1)
  await vi.waitFor(async () => expect(await client.audit()).toMatchObject({ duplicated: 1, corrupted: 0 }), 10_000)
})

it('counts an answer of other bytes as corrupted', async () => {
  const client = clientOf(echo, await serving((message) => message.replace('fox', 'ox ')))
  await client.connect()
  await client.exchanges(1, 3)
  expect(await client.audit()).toEqual({ acknowledged: 3, lost: 0, duplicated: 0, corrupted: 3 })
})
