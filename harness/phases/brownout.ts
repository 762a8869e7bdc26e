/**
 * The brownout: the VM runs with a share of its CPU, because its memory is being copied or its pages are being fetched. Where the share is below
 * 1 it is stopped and continued in turns, as QEMU throttles a guest's CPUs (migration/cpu-throttle.c); its wire is left alone, so what is sent to it waits in its sockets.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlayPhase } from './phase.js'

/** A turn of running and stopping is at least so long, ms: stopping and continuing a VM takes 2 ms of the controller's time. */
const shortestTurnMs = 50

export const brownout: PlayPhase = async ({ vm, phase, lasted }) => {
  const { cpuShare = 1, periodMs = 0 } = phase
  const turnMs = Math.max(periodMs, shortestTurnMs)
  let over = false
  const end = lasted().then(() => {
    over = true
  })
  while (cpuShare < 1 && !over) {
    await vm.freeze()
    await Promise.race([end, sleep(turnMs * (1 - cpuShare))])
    vm.thaw()
    await Promise.race([end, sleep(turnMs * cpuShare)])
  }
  await end
}
