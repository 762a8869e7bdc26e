/**
 * A service's TCP port, and its way in for the VM's host. Whatever a client does to its connection, the service goes on. To close it ends its connections too, as the end of its
 * machine would, though by FIN.
 */
import { once } from 'node:events'
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net'
import { seenError } from '../seen-error.js'
import type { ServeAt, Service } from './kind.js'

/** @throws EADDRINUSE and the like */
export const listen = async (
  { host, port, path, saw }: Pick<ServeAt, 'host' | 'port' | 'path' | 'saw'>,
  serve: (socket: Socket) => void,
): Promise<Service> => {
  const sockets = new Set<Socket>()
  const open = async (where: ListenOptions): Promise<Server> => {
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      // Also keeps an error from ending the service.
      watch(socket, saw)
      serve(socket)
    })
    await once(server.listen(where), 'listening')
    // It could not accept one: too many open files, or gone before it was accepted.
    return server.on('error', () => {})
  }
  const servers = [await open({ host, port }), ...(path === undefined ? [] : [await open({ path })])]
  return {
    async close() {
      const closed = servers.map((server) => once(server.close(), 'close'))
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

/** Tells how a connection began and how it ended, from the service's side. */
const watch = (socket: Socket, saw: ServeAt['saw'] = () => {}): void => {
  const { remoteAddress, remotePort } = socket
  let error: Error | undefined
  socket.on('error', (seen) => {
    error = seen
  })
  // The VM's host comes by a Unix socket, which has no address.
  if (remoteAddress === undefined) return
  const peer = `${remoteAddress}:${remotePort}`
  saw({ peer, event: 'accepted' })
  socket.on('close', () => {
    if (error !== undefined) saw({ peer, event: 'ended', error: seenError(error) })
    else saw({ peer, event: 'ended', by: socket.readableEnded ? 'client' : 'service' })
  })
}
