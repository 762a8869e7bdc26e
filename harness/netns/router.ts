/**
 * The router between client machines and VMs, in a namespace of its own. It keeps what it knows of a VM's hardware address for
 * hours, as hardware routers do (Cisco IOS: 4 h), so to its clients a silent VM is silence; a router that gives up and says so is
 * wire mode `unreachable`. A gratuitous ARP changes what it knows at once.
 */
import { setSysctlsIn } from '../sysctls.js'
import { type Hand, openHand } from './hand.js'
import { physicalSwitch } from './lan.js'

export interface Router {
  /** The bridge that client machines are plugged into. */
  readonly clientSwitch: string
  /** A machine's address there. */
  clientAddress(address: string): string
  /** How a machine on either side reaches the other, for `ip`. */
  routeOf(isClient: boolean): string
}

const clientSwitch = 'clients'
const addresses = { vms: '10.0.253.1', clients: '10.1.253.1' }
const hours = 3_600_000

const settings = {
  'net.ipv4.ip_forward': 1,
  'net.ipv4.neigh.eth0.base_reachable_time_ms': 4 * hours,
}

/** @param hand in the namespace of the switch */
export const openRouter = async (hand: Hand): Promise<Router> => {
  const inside = await openHand(['unshare', '--net'])
  await hand.do(
    `link add ${clientSwitch} type bridge mcast_snooping 0`,
    `link set ${clientSwitch} up`,
    `link add router type veth peer name eth0 netns ${inside.pid}`,
    `link add router2 type veth peer name eth1 netns ${inside.pid}`,
    `link set router master ${physicalSwitch}`,
    `link set router2 master ${clientSwitch}`,
    'link set router up',
    'link set router2 up',
  )
  await inside.do(
    'link set lo up',
    `address add ${addresses.vms}/16 dev eth0`,
    `address add ${addresses.clients}/16 dev eth1`,
    'link set eth0 up',
    'link set eth1 up',
  )
  await setSysctlsIn(inside.pid, settings)
  return {
    clientSwitch,
    clientAddress: (address) => address.replace(/^10\.0\./, '10.1.'),
    routeOf: (isClient) =>
      isClient ? `route add default via ${addresses.clients}` : `route add 10.1.0.0/16 via ${addresses.vms}`,
  }
}
