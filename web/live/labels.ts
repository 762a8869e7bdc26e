/** What things are called on the page. */

import type { HeadVm, VmNow } from '../../src/live/format'
import { memory } from '../../src/report/amounts'

/** The control VM is not moved; of several that are moved together each has a number. */
export const vmLabel = ({ preset, memoryMiB, vmNumber, control }: HeadVm): string => {
  if (control) return 'control'
  const number = vmNumber === null ? '' : `, VM ${vmNumber}`
  return `${preset}, ${memory(memoryMiB)}${number}`
}

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
