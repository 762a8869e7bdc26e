/**
 * A queue on the port of a VM that keeps what is sent to it while it is paused in its place, and delivers it when it goes on: wire mode `hold`.
 *
 * The tool made for this is `sch_plug`, which many kernels lack. A token bucket (`sch_tbf`) does it too: at 8 bit/s nothing passes once its burst
 * is used up, and a change refills the burst, so a junk datagram follows each change: it eats the burst, or wakes the queue. `mpu` keeps a small
 * packet from costing so little that one leaks every minute.
 */
import { createSocket } from 'node:dgram'
import { openTrafficHand } from './hand.js'
import { bridgeOf, type Lan, type Plug } from './lan.js'

export interface Queue {
  /** Resolves when the kernel shows that nothing passes any more, with what it shows. */
  hold(): Promise<string>
  /**
   * Delivers what was kept, in order. Resolves with the packet count that proves that it was kept.
   * @throws Error when a packet had passed meanwhile or was lost
   */
  release(): Promise<string>
}

const open = 'rate 100gbit burst 10mb limit 100mb'
const held = 'rate 8bit burst 1600 mpu 1500 limit 100mb'
/** With its headers as long as an Ethernet frame may be. */
const junk = Buffer.alloc(1472)
/** The discard service (RFC 863): nobody listens there. */
const discardPort = 9
/** From where junk is sent. */
const hostAAddress = '10.0.254.1'

/** Opens a queue in front of a VM. What it lacks is told when it is to hold something: until then its VM is as good as any. */
export const openQueue = async (lan: Lan, { port, address, mac }: Plug): Promise<Queue> => {
  // Junk must reach the machine without asking it where it is.
  const bridge = bridgeOf('A')
  await lan.hand.do(
    `address replace ${hostAAddress}/16 dev ${bridge}`,
    `neighbour replace ${address} lladdr ${mac} dev ${bridge} nud permanent`,
  )
  const traffic = openTrafficHand()
  const socket = createSocket('udp4').unref()
  const shown = async (): Promise<Counts> => countsIn(port, await traffic.ask(`qdisc show dev ${port}`))
  const change = async (to: string): Promise<void> => {
    traffic.tell(`qdisc change dev ${port} root tbf ${to}`)
    await shown()
    await new Promise<void>((resolve) => socket.send(junk, discardPort, address, () => resolve()))
  }
  let atHold: Counts = { sent: 0, dropped: 0, waiting: 0 }
  traffic.tell(`qdisc add dev ${port} root tbf ${open}`)

  return {
    async hold() {
      await change(held)
      atHold = await shown()
      return `queue on ${port}: ${atHold.sent} packets have passed, from now on they wait`
    },
    async release() {
      const { sent, dropped, waiting } = await shown()
      const passed = sent - atHold.sent
      const lost = dropped - atHold.dropped
      if (passed + lost > 0)
        throw new Error(`the queue on ${port} let ${passed} packets pass and lost ${lost}, with ${waiting} waiting`)
      await change(open)
      return `queue on ${port}: none had passed, ${waiting} packets waited and are delivered`
    },
  }
}

export interface Counts {
  readonly sent: number
  readonly dropped: number
  readonly waiting: number
}

/** `qdisc tbf 8001: root … \ Sent 300 bytes 3 pkt (dropped 0, …) \ backlog 0b 0p …` @throws Error when there is no such queue */
export const countsIn = (port: string, line: string): Counts => {
  const [, sent, dropped, waiting] = /tbf .* (\d+) pkt \(dropped (\d+).*backlog \S+ (\d+)p/.exec(line) ?? []
  if (waiting === undefined) throw new Error(`no queue on ${port}: ${line.trim() || 'this kernel has no sch_tbf'}`)
  return { sent: Number(sent), dropped: Number(dropped), waiting: Number(waiting) }
}
