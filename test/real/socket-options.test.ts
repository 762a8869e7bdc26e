/** Options that Node cannot set, set from outside on sockets of ours, as the kernel has them then. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { optionsOf, setSocketOptions } from '../../harness/client/socket-options.js'

const connected = async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  await once(socket, 'connect')
  return socket
}
const sourced = { source: 'the test', status: 'assumed' as const }

test('Node’s sockets have what is asked for, and go on as they did', async () => {
  const socket = await connected()
  socket.setKeepAlive(true, 60_000)
  await setSocketOptions(socket, { TCP_KEEPIDLE: 20, TCP_KEEPINTVL: 7, TCP_KEEPCNT: 3, TCP_USER_TIMEOUT: 1234 })
  expect(execFileSync('ss', ['-tnoH', `sport = :${socket.localPort}`], { encoding: 'utf8' })).toMatch(
    /timer:\(keepalive,(19|20)/,
  )
  // More than its buffers hold: a socket that blocked would never be done.
  const bytes = Buffer.alloc(16 * 2 ** 20, 'x')
  socket.write(bytes)
  let came = 0
  for await (const chunk of socket) {
    came += chunk.length
    if (came === bytes.length) break
  }
  expect(came).toBe(bytes.length)
})

test('what the kernel does not take, and a socket that is closed, are told with what was asked for', async () => {
  const socket = await connected()
  await expect(setSocketOptions(socket, { TCP_KEEPCNT: 999 })).rejects.toThrow(
    'TCP_KEEPCNT=999 could not be set on a socket: TCP_KEEPCNT: Invalid argument',
  )
  socket.destroy()
  await expect(setSocketOptions(socket, { TCP_USER_TIMEOUT: 1 })).rejects.toThrow('it is closed')
})

test('a session’s timers ask only for what Node cannot set', () => {
  const keepalive = { value: true, setting: 'x', idleMs: 1000, ...sourced }
  expect(optionsOf({ counterpart: 'x', keepalive })).toEqual({})
  expect(
    optionsOf({
      counterpart: 'x',
      keepalive: { ...keepalive, intervalMs: 2000, count: 4 },
      userTimeout: { value: 5000, setting: 'x', ...sourced },
    }),
  ).toEqual({ TCP_KEEPINTVL: 2, TCP_KEEPCNT: 4, TCP_USER_TIMEOUT: 5000 })
})
