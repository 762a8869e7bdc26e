/**
 * The brownout: the VM runs with a share of its CPU, because its memory is being copied or its pages are being fetched. Where the share is below
 * 1 it is stopped and continued in turns, as QEMU throttles a guest's CPUs (migration/cpu-throttle.c); its wire is left alone, so what is sent to it waits in its sockets.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { turnMs } from '../../src/plan.js'
import type { PlayPhase } from './phase.js'

export const brownout: PlayPhase = async ({ vm, phase, lasted }) => {
  const { cpuShare = 1 } = phase
  const ms = turnMs(phase)
  let over = false
  const end = lasted().then(() => {
    over = true
  })
  while (cpuShare < 1 && !over) {
    await vm.freeze()
    await Promise.race([end, sleep(ms * (1 - cpuShare))])
    await vm.thaw()
    await Promise.race([end, sleep(ms * cpuShare)])
  }
  await end
}
