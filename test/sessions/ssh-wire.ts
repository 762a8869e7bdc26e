/** A wire that can change what an SSH service says although it is encrypted: it ends the client's SSH connection and has one of its own to the service. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import ssh2 from 'ssh2'
import { onTestFinished } from 'vitest'
import { hostKey } from '../../harness/sessions/sftp.js'
import { type Alter, newFolder, type Wire } from './stage.js'

const host = '127.0.0.1'

export const sshWireTo = async (servicePort: number): Promise<Pick<Wire, 'port' | 'alter'>> => {
  let altered: Alter = (bytes) => [bytes]
  const join = (client: Duplex, service: Duplex): void => {
    client.on('data', (bytes) => service.write(bytes)).on('close', () => service.end())
    service
      .on('data', (bytes) => {
        for (const piece of altered(bytes)) client.write(piece)
      })
      .on('close', () => client.end())
  }
  const ssh = new ssh2.Server({ hostKeys: [hostKey(newFolder())] }, (client) => {
    const service = new ssh2.Client().on('error', () => client.end())
    const ready = once(service, 'ready')
    service.connect({ host, port: servicePort, username: 'any' })
    client.on('error', () => {}).on('close', () => service.end())
    client.on('authentication', (attempt) => attempt.accept())
    client.on('session', (acceptSession) => {
      const session = acceptSession()
      session.on('subsystem', async (accept, _, { name }) => {
        await ready
        service.subsys(name, (error, channel) => (error ? client.end() : join(accept(), channel)))
      })
      session.on('exec', async (accept, _, { command }) => {
        await ready
        service.exec(command, (error, channel) => (error ? client.end() : join(accept(), channel)))
      })
    })
  })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    ssh.injectSocket(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    alter(how) {
      altered = how
    },
  }
}
