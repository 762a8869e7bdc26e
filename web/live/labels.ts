/** What things are called on the page. */

import type { HeadVm, VmNow } from '../../src/live/format'
import { memory } from '../../src/report/amounts'

/** The control VM is not moved; of a preset that has several VMs, their names tell them apart. */
export const vmLabel = ({ name, preset, memoryMiB, control }: HeadVm): string =>
  control ? 'control' : /-\d+$/.test(name) ? `${name}, ${memory(memoryMiB)}` : `${preset}, ${memory(memoryMiB)}`

/** What becomes of packets to it. */
const wireText: Readonly<Record<VmNow['wire'], string>> = {
  drop: 'packets are lost',
  hold: 'packets wait',
  answer: 'its kernel answers, its processes do not',
  reset: 'answered with RST',
  unreachable: 'answered with ICMP unreachable',
  none: '',
}

/** "on host A; packets are lost" */
export const whereText = ({ host, lost, phase, wire }: VmNow): string => {
  if (lost) return 'its machine is lost'
  return phase === null || wire === 'none' ? `on host ${host}` : `on host ${host}; ${wireText[wire]}`
}
