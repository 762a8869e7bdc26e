/**
 * The network of a run, all of it in the runner's own network namespace: hosts A, B … are bridges on one switch, a bridge too;
 * VMs are plugged into the hosts, client machines into the switch. One layer-2 network, 10.0.0.0/16. Where client machines are
 * routed, they have a network of their own, 10.1.0.0/16, and a router between the two.
 *
 *     client machines ── [router] ── switch ──┬── host A ── VM, VM …
 *                                             ├── host B ── (where the VMs go)
 *                                             └── …
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HostName, hostNames, type Topology } from '../../src/plan.js'
import { withDeadline } from '../undo.js'
import { type Hand, openBridgeHand, openHand } from './hand.js'
import { openRouter } from './router.js'

/** Interface names; Linux allows 15 characters, and `ip` misreads some names of one or two letters. */
export const bridgeOf = (host: HostName): string => `host${host}`
export const physicalSwitch = 'switch'
/** The switch's port that a host hangs off. */
export const switchPortOf = (host: HostName): string => `switch${host}`

/** What is plugged into a bridge: the address behind the port, and the port. */
export interface Plug {
  readonly address: string
  readonly mac: string
  /** Name of the cable's end on our side. */
  readonly port: string
}

/** A machine's end of a cable: its namespace with one interface, `eth0`, and the other end as a port of a bridge. */
export interface Machine extends Plug {
  readonly hand: Hand
}

export interface Lan {
  readonly hand: Hand
  /** Whoever is told of hands that have ended is told of this one. */
  watched<Some extends Pick<Hand, 'ended'>>(hand: Some, whose: string): Some
  /**
   * Makes a namespace with an interface and a cable; `plugged` says into what, `null` leaves the cable loose.
   * @param mac one of its own when left out
   */
  machine(kind: MachineKind, address: string, plugged: HostName | 'clients' | null, mac?: string): Promise<Machine>
  /**
   * Makes a tap device for a real guest; it has a carrier as soon as QEMU has opened it.
   * @param mac the guest's, when it is not to have one of its own
   */
  tap(address: string, plugged: HostName | null, mac?: string): Promise<Plug>
  /** How a machine in the VMs' network reaches client machines that are routed, for `ip route add`; nothing where they are on its own network. */
  readonly routeToClients: string | undefined
  /** What the kernel has counted at a port: `tx_dropped` … */
  statistic(plug: Plug, name: string): number
  /** Silences a port, both directions, ARP too. Resolves when the kernel shows it, with what it shows. */
  cut(machine: Plug): Promise<string>
  /** Opens the port where it is. */
  uncut(machine: Plug): Promise<string>
  /** Takes a machine's cable out of its bridge. */
  unplug(machine: Plug): void
  /** Plugs a loose cable into a host; the port forwards at once. */
  plugInto(machine: Plug, host: HostName): Promise<string>
  /** The switch goes on sending a machine's packets to this host, whatever it hears from elsewhere, until it is freed. */
  pin(machine: Plug, host: HostName): void
  unpin(machine: Plug, host: HostName): void
  /** Sends gratuitous ARP from the machine, so that the switch and its neighbours learn where it is. @throws Error when nobody could be told to */
  announce(machine: Machine): Promise<void>
}

type MachineKind = 'vm' | 'client' | 'host' | 'standin'

/** Bridge port states of the kernel (linux/if_bridge.h), as text for the record. */
const portStates = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'] as const
const forwarding = 3
const disabled = 0

/** How long the controller may look, without doing anything else, for the kernel to show what was asked. Typically 0.2 ms. */
const spinMs = 1
/** The kernel changes one network device at a time, over all namespaces: somebody else's may come first. */
const deadlineMs = 2000

/**
 * @param sysfs a mount of sysfs made in this network namespace: `/sys` itself still shows the namespace that it was mounted in.
 * @param lost is told of hands that have ended: from then on what they are told to do throws
 */
export const openLan = async (sysfs: string, topology: Topology, lost: (how: string) => void): Promise<Lan> => {
  const watched = <Some extends Pick<Hand, 'ended'>>(each: Some, whose: string): Some => {
    void each.ended.then((how) => lost(`The hand of ${whose}, ${how}`))
    return each
  }
  const hand = watched(await openHand([]), 'the network')
  // Not `ip link set … type bridge_slave state 0`: that one tells the bridge that its port has changed, whereupon the bridge finds a
  // disabled port with a carrier and enables it again (linux, net/bridge/br_if.c, br_port_carrier_check).
  const bridgeHand = watched(openBridgeHand(), 'the bridges')
  const bridges = [...hostNames.map(bridgeOf), physicalSwitch]
  await hand.do(
    'link set lo up',
    ...bridges.map((bridge) => `link add ${bridge} type bridge mcast_snooping 0`),
    ...hostNames.flatMap((host) => [
      `link add uplink${host} type veth peer name ${switchPortOf(host)}`,
      `link set uplink${host} master ${bridgeOf(host)}`,
      `link set ${switchPortOf(host)} master ${physicalSwitch}`,
      ...[`uplink${host}`, switchPortOf(host)].map((name) => `link set ${name} up`),
    ]),
    ...bridges.map((bridge) => `link set ${bridge} up`),
  )
  let machines = 0
  const router = topology === 'routed' ? await openRouter(hand) : undefined
  const bridgeFor = (plugged: HostName | 'clients'): string => {
    if (plugged !== 'clients') return bridgeOf(plugged)
    return router === undefined ? physicalSwitch : router.clientSwitch
  }

  const portState = (port: string): number | undefined => {
    try {
      return Number(readFileSync(`${sysfs}/class/net/${port}/brport/state`, 'utf8'))
    } catch {
      return undefined
    }
  }
  const bridgeNow = (port: string): string | undefined => {
    try {
      return basename(readlinkSync(`${sysfs}/class/net/${port}/brport/bridge`))
    } catch {
      return undefined
    }
  }
  /** @param bridge that it is to be a port of; that which it is in when left out */
  const waitFor = async (port: string, wanted: number, bridge?: string): Promise<string> => {
    const start = performance.now()
    let state = portState(port)
    const isThere = (): boolean => state === wanted && (bridge === undefined || bridgeNow(port) === bridge)
    while (!isThere() && performance.now() < start + deadlineMs) {
      if (performance.now() > start + spinMs) await sleep(1)
      state = portState(port)
    }
    const shown = `port ${port} state ${state ?? 'none'} (${state === undefined ? 'in no bridge' : portStates[state]})`
    if (isThere()) return shown
    const asked = [portStates[wanted], ...(bridge === undefined ? [] : [`in ${bridge}`])].join(' ')
    throw new Error(`asked for ${asked}, the kernel shows ${shown}`)
  }

  return {
    hand,
    watched,
    async machine(kind, address, plugged, otherMac) {
      const number = ++machines
      const port = `${kind}${number}`
      const mac = otherMac ?? macOf(number)
      const inside = watched(await openHand(['unshare', '--net']), port)
      const isClient = plugged === 'clients'
      await hand.do(
        `link add ${port} type veth peer name eth0 address ${mac} netns ${inside.pid}`,
        ...(plugged === null ? [] : [`link set ${port} master ${bridgeFor(plugged)}`]),
        `link set ${port} up`,
      )
      const own = isClient && router !== undefined ? router.clientAddress(address) : address
      await inside.do(
        'link set lo up',
        `address add ${own}/16 dev eth0`,
        'link set eth0 up',
        ...(router === undefined ? [] : [router.routeOf(isClient)]),
      )
      return { hand: inside, address: own, mac, port }
    },
    async tap(address, plugged, otherMac) {
      const number = ++machines
      const port = `tap${number}`
      await hand.do(
        `tuntap add dev ${port} mode tap`,
        ...(plugged === null ? [] : [`link set ${port} master ${bridgeOf(plugged)}`]),
        `link set ${port} up`,
      )
      return { address, mac: otherMac ?? macOf(number), port }
    },
    routeToClients: router?.routeOf(false).replace(/^route add /, ''),
    statistic: ({ port }, name) => Number(readFileSync(`${sysfs}/class/net/${port}/statistics/${name}`, 'utf8')),
    cut({ port }) {
      bridgeHand.tell(`link set dev ${port} state ${disabled}`)
      return waitFor(port, disabled)
    },
    uncut({ port }) {
      bridgeHand.tell(`link set dev ${port} state ${forwarding}`)
      return waitFor(port, forwarding)
    },
    unplug: ({ port }) => hand.tell(`link set dev ${port} nomaster`),
    plugInto({ port }, host) {
      hand.tell(`link set dev ${port} master ${bridgeOf(host)}`)
      // Where its wire was left open it is forwarding before it has moved, too.
      return waitFor(port, forwarding, bridgeOf(host))
    },
    pin: ({ mac }, host) => bridgeHand.tell(`fdb replace ${mac} dev ${switchPortOf(host)} master static sticky`),
    unpin: ({ mac }, host) => bridgeHand.tell(`fdb del ${mac} dev ${switchPortOf(host)} master`),
    // With net.ipv4.conf.eth0.arp_notify=1 the kernel sends gratuitous ARP whenever the hardware address is set.
    announce: ({ hand: inside, mac, port }) =>
      withDeadline(`announcing ${port}`, deadlineMs, () => inside.do(`link set dev eth0 address ${mac}`)),
  }
}

const macOf = (number: number): string => `02:00:0a:00:${hex(number >> 8)}:${hex(number & 255)}`

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
