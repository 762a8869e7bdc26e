/** A session of any kind over loopback, with a wire in between that a test can cut. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Service, SessionClient, SessionKind } from '../../harness/sessions/kind.js'

export const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'outlive-test-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }))
  return made
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export const served = async (kind: SessionKind, dataDir = folder()): Promise<{ port: number; service: Service }> => {
  const port = await freePort()
  const service = await kind.serve({ host: '127.0.0.1', port, dataDir })
  // A test may have closed it itself.
  onTestFinished(() => service.close().catch(() => {}))
  return { port, service }
}

export interface Held {
  readonly client: SessionClient
  /** Every socket that it dialled, the newest last. */
  readonly sockets: readonly Socket[]
  readonly broken: readonly Error[]
}

export const held = (kind: SessionKind, port: number, id = 'one'): Held => {
  const sockets: Socket[] = []
  const broken: Error[] = []
  const client = kind.client({
    id,
    host: '127.0.0.1',
    port,
    async dial() {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      sockets.push(socket)
      await once(socket, 'connect')
      return socket
    },
    broken: (error) => void broken.push(error),
  })
  onTestFinished(() => client.close())
  return { client, sockets, broken }
}

export const exchange = async (client: SessionClient, from: number, to: number): Promise<void> => {
  for (let n = from; n <= to; n++) await client.exchange(n, false)
}
