/**
 * What answers in the place of a VM that has left it: wire modes `reset` and `unreachable`. A machine with the VM's MAC is plugged in where the VM
 * was, as a router, a firewall or the hypervisor's switch would speak for it.
 *
 * - `reset`: it has the VM's address and none of its connections, so its kernel answers with a RST.
 * - `unreachable`: it forwards what comes for the VM's address to a network where nobody has it, and its kernel answers with ICMP host
 *   unreachable when its ARP request remains without an answer.
 */
import type { HostName, WireMode } from '../../src/plan.js'
import { setSysctlsIn } from '../sysctls.js'
import type { Lan, Plug } from './lan.js'

export interface StandIn {
  /** Takes the place of the VM, whose own port must be silent. Resolves with what the kernel shows. */
  stepIn(host: HostName): Promise<string>
  stepOut(): void
}

export const standInModes = ['reset', 'unreachable'] as const satisfies readonly WireMode[]
type StandInMode = (typeof standInModes)[number]

const announces = { 'net.ipv4.conf.eth0.arp_notify': 1 }

/**
 * Addresses that nobody has, each connection sent to one of them: the kernel drops what arrives for a neighbour while it reports its failure, so many
 * clients of one dead neighbour would miss messages (3 of 100 with 30 clients, 1 of 2000 with 64 neighbours). From the network for benchmarks (RFC 2544).
 */
const nowhere = '198.18.0'
const deadEnds = Array.from({ length: 64 }, (_, n) => `${nowhere}.${n + 1}`)

/** Without a limit to ICMP messages, which is for routers that many machines depend on; an address is given up after one ARP request of 10 ms. */
const forwards = {
  'net.ipv4.ip_forward': 1,
  'net.ipv4.conf.eth0.proxy_arp': 1,
  'net.ipv4.neigh.eth0.proxy_delay': 0,
  'net.ipv4.icmp_ratelimit': 0,
  'net.ipv4.fib_multipath_hash_policy': 1,
  'net.ipv4.neigh.nowhere.mcast_solicit': 1,
  'net.ipv4.neigh.nowhere.retrans_time_ms': 10,
}

/** @param ownAddress the router's, where its ICMP messages come from */
export const openStandIn = async (lan: Lan, vm: Plug, mode: StandInMode, ownAddress: string): Promise<StandIn> => {
  const machine = await lan.machine('standin', mode === 'reset' ? vm.address : ownAddress, null, vm.mac)
  if (mode === 'unreachable') {
    await machine.hand.do(
      'link add nowhere type veth peer name nowhere2',
      'link set nowhere up',
      'link set nowhere2 up',
      `address add ${nowhere}.254/24 dev nowhere`,
      `route add ${vm.address}/32 ${deadEnds.map((address) => `nexthop via ${address} dev nowhere`).join(' ')}`,
    )
  }
  await setSysctlsIn(machine.hand.pid, mode === 'reset' ? announces : { ...announces, ...forwards })
  return {
    async stepIn(host) {
      const evidence = await lan.plugInto(machine, host)
      await lan.announce(machine)
      return `${evidence}, answers in its place: ${mode}`
    },
    stepOut: () => lan.unplug(machine),
  }
}
