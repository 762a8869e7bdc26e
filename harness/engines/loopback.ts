/**
 * VMs as plain processes on the loopback interface: works anywhere, without namespaces. There is no wire to cut, so a frozen VM's kernel goes
 * on answering, and most of what a migration does to a session cannot be seen. Every report says so.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { patienceOf } from '../../src/guest.js'
import type { HostName } from '../../src/plan.js'
import { startChild } from '../child.js'
import type { ClientIn, ClientOut } from '../client/messages.js'
import { freezerFor } from '../freeze/index.js'
import type { HostIn, HostOut } from '../host/messages.js'
import { effectiveAsBegun, openTurns } from '../turns.js'
import type { ServiceToRun, VmIn, VmOut } from '../vm/messages.js'
import { type Engine, noCrowds, type Vm } from './engine.js'
import { bootGuest, type Guest, tellerOf, withoutHost } from './guest.js'
import { startRelays } from './relay.js'

const localhost = '127.0.0.1'

const program = (path: string): string[] => [process.execPath, fileURLToPath(new URL(path, import.meta.url))]

export const loopback: Engine = {
  summary: 'plain processes on the loopback interface: works anywhere, but cannot silence a wire',
  wires: ['answer', 'none'],
  limits: [
    'Engine loopback: no wire is cut, the kernel of a frozen VM goes on answering (wire mode `answer`). No session can die here of a ' +
      'retransmission limit, a keepalive or a user timeout: “stalled” or “unaffected” does not mean that it would outlive a migration.',
    'Engine loopback: kernel settings of profiles and of `guest` are not applied; all clients and VMs have this machine’s.',
    'Engine loopback: all is on one machine, without a router or a network between (`topology` plays no part).',
    'Engine loopback: a failover is a killed process, whose kernel ends its connections at once (FIN or RST) instead of falling silent.',
  ],

  isObservable: false,
  cannot: noCrowds,

  async open(setting) {
    return {
      async boot(name, wanted, { outcome, startsOn = 'A' }): Promise<Vm> {
        const services = await Promise.all(
          wanted.map(async ({ kind, onHost }, i) => ({
            kind,
            host: localhost,
            port: await freePort(),
            patience: patienceOf(setting.guest, kind),
            ...(onHost ? { path: `${setting.scratch}/${name}-${i}` } : {}),
            dataDir: `${setting.scratch}/disks/${name}/${kind}`,
          })),
        )
        const start = async (services: readonly ServiceToRun[]): Promise<Guest & { pid: number }> => {
          const child = startChild<VmIn, VmOut>(program('../vm/main.js'))
          const boot = { sysctls: {}, services }
          return { ...(await bootGuest(name, child, boot, setting)), pid: child.pid }
        }
        let guest = await start(services)
        await guest.startServices()
        const standby = outcome === 'replaced' ? await start(services.map(withoutHost)) : undefined
        const relays = await Promise.all(
          services.flatMap(({ kind, path }) =>
            path === undefined ? [] : [freePort().then((port) => ({ kind, host: localhost, port, path }))],
          ),
        )
        const onHost =
          relays.length === 0
            ? undefined
            : await startRelays(name, startChild<HostIn, HostOut>(program('../host/main.js')), relays, setting)
        let host = startsOn
        const freezer = freezerFor(setting.cgroups)
        const turns = openTurns(setting.clock, setting.signal)
        const unchanged = () => turns.next(() => 'no wire to change')
        const arrive = (to: HostName) =>
          turns.next(() => {
            onHost?.end(host)
            host = to
            return 'no wire to change'
          })
        return {
          name,
          at(wantedKind, endsOn) {
            const places = endsOn === 'host' ? relays : services
            return { host: localhost, port: places.find(({ kind }) => kind === wantedKind)?.port ?? 0 }
          },
          freeze: () => turns.atOnce((enough) => freezer.freeze(guest.pid, enough)).then(effectiveAsBegun),
          thaw: () => turns.next(() => freezer.thaw(guest.pid)),
          silence: unchanged,
          reconnect: unchanged,
          lasts: (ms) => turns.lasts(ms),
          depart: async () => {},
          arrive,
          announce: async () => {},
          // Not in turn: it is asked for while the blackout lasts.
          async lose() {
            const askedMs = setting.clock.now()
            guest.lose()
            return { askedMs, atMs: setting.clock.now(), value: 'its processes killed' }
          },
          async takeOver(to) {
            if (standby === undefined) throw new Error(`${name} has no standby machine`)
            guest = standby
            return arrive(to)
          },
          startServices: () => guest.startServices(),
          isThere: () => guest.isThere(),
          // Here are all the machine's sockets, and nothing that happens to them in a migration.
          look: () => {},
          say: tellerOf(setting, name),
        }
      },
      client: async () => ({
        address: localhost,
        start: () => startChild<ClientIn, ClientOut>(program('../client/main.js')),
      }),
    }
  },
}

/** A port that nobody listens on now. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, localhost)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
