/** Wire mode `hold` of a real guest: its tap keeps what is sent to it while QEMU does not read, up to so many packets, and QEMU reads them when it goes on. */
import type { Lan, Plug } from '../netns/lan.js'
import type { Wire } from '../netns/wires.js'

export const tapQueue = ({ statistic }: Lan, plug: Plug): Wire => {
  let before = { passed: 0, dropped: 0 }
  const counts = () => ({ passed: statistic(plug, 'tx_packets'), dropped: statistic(plug, 'tx_dropped') })
  return {
    async silence() {
      before = counts()
      return `tap ${plug.port}: ${before.passed} packets have been read, from now on they wait`
    },
    async reconnect() {
      const { passed, dropped } = counts()
      const lost = dropped - before.dropped
      return `tap ${plug.port}: ${passed - before.passed} were read meanwhile, ${lost} did not fit and are lost; the others are read now`
    },
  }
}
