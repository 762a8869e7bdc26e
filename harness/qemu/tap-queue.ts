/** Wire mode `hold` of a real guest: its tap keeps what is sent to it while QEMU does not read, up to so many packets, and QEMU reads them when it goes on. */
import type { Plug } from '../netns/lan.js'
import type { Wire } from '../netns/wires.js'
import type { Orders } from '../operator/index.js'

export const tapQueue = ({ statistic }: Pick<Orders, 'statistic'>, plug: Plug): Wire => {
  let before = { passed: 0, dropped: 0 }
  const counts = async () => ({
    passed: (await statistic(plug, 'tx_packets')).value,
    dropped: (await statistic(plug, 'tx_dropped')).value,
  })
  return {
    async silence() {
      before = await counts()
      return `tap ${plug.port}: ${before.passed} packets have been read, from now on they wait`
    },
    async reconnect() {
      const { passed, dropped } = await counts()
      const lost = dropped - before.dropped
      return `tap ${plug.port}: ${passed - before.passed} were read meanwhile, ${lost} did not fit and are lost; the others are read now`
    },
  }
}
