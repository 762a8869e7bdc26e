/**
 * The process of a VM on its host, as far as its clients see it: the console that a hypervisor's manager offers (VMConnect, the VMware console). A
 * client's TCP connection ends here, on the host's own address, and what it says is handed into the VM. It ends when the VM leaves the host.
 */
import { connect, type Socket } from 'node:net'
import { listen } from '../sessions/listen.js'
import type { HostIn, HostOut } from './messages.js'

const say = (message: HostOut): void => void process.send?.(message)

const relay = (client: Socket, path: string): void => {
  const guest = connect({ path })
  client.pipe(guest).pipe(client)
  guest.on('error', () => {}).on('close', () => client.destroy())
  client.on('close', () => guest.destroy())
}

process.on('message', ({ relays }: HostIn) => {
  const all = relays.map(({ path, ...at }) => listen(at, (client) => relay(client, path)))
  Promise.all(all).then(
    () => say({ type: 'ready' }),
    (error: Error) => say({ type: 'failed', message: error.message }),
  )
})
// Without its run it has no reason to be.
process.on('disconnect', () => process.exit())
