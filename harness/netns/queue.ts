/**
 * A queue on the port of a VM that keeps what is sent to it while it is paused in its place, and delivers it when it goes on: wire mode `hold`.
 *
 * The tool made for this is `sch_plug`, which many kernels lack. A token bucket (`sch_tbf`) does it too: at 8 bit/s nothing passes once its burst
 * is used up, and a change refills the burst, so a junk datagram follows each change: it eats the burst, or wakes the queue. `mpu` keeps a small
 * packet from costing so little that one leaks every minute.
 */
import { createSocket } from 'node:dgram'
import { openTrafficHand } from './hand.js'

export interface Queue {
  /** Resolves when the kernel shows that nothing passes any more, with what it shows. */
  hold(): Promise<string>
  /** Delivers what was kept, in order. */
  release(): Promise<string>
}

const open = 'rate 10gbit burst 1mb limit 100mb'
const held = 'rate 8bit burst 1600 mpu 1500 limit 100mb'
/** With its headers as long as an Ethernet frame may be. */
const junk = Buffer.alloc(1472)
/** The discard service (RFC 863): nobody listens there. */
const discardPort = 9

/** @param address of the machine behind the port; the bridge must have an address of its own to reach it from. */
export const openQueue = async (port: string, address: string): Promise<Queue> => {
  const traffic = openTrafficHand()
  const socket = createSocket('udp4').unref()
  const shown = (): Promise<string> => traffic.ask(`qdisc show dev ${port}`)
  const change = async (to: string): Promise<string> => {
    traffic.tell(`qdisc change dev ${port} root tbf ${to}`)
    const line = await shown()
    await new Promise<void>((resolve) => socket.send(junk, discardPort, address, () => resolve()))
    return line.trim()
  }
  traffic.tell(`qdisc add dev ${port} root tbf ${open}`)
  const line = await shown()
  if (!line.includes('tbf')) throw new Error(`no queue on ${port}: ${line.trim() || 'this kernel has no sch_tbf'}`)
  return { hold: () => change(held), release: () => change(open) }
}
