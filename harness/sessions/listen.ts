/**
 * A service's TCP port. Whatever a client does to its connection, the service goes on. To close it ends its connections too, as the end of its
 * machine would, though by FIN.
 */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { ServeAt, Service } from './kind.js'

/** @throws EADDRINUSE and the like */
export const listen = async (
  { host, port }: Pick<ServeAt, 'host' | 'port'>,
  serve: (socket: Socket) => void,
): Promise<Service> => {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // What ended a connection is for the client to tell.
    socket.on('error', () => {})
    serve(socket)
  })
  await once(server.listen(port, host), 'listening')
  // It could not accept one: too many open files, or gone before it was accepted.
  server.on('error', () => {})
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
