/** The host is lost: its QEMU is killed. After as long as it takes to notice that and to choose another host, a guest boots there, for as long as that takes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { begin, did, numberOf, type RealMove } from './move.js'

export const restart: RealMove = async (moving) => {
  const { guest, parameters, clock, tell, signal } = moving
  const waitMs = (numberOf(parameters, 'detectionMs') ?? 0) + (numberOf(parameters, 'powerOnMs') ?? 0)
  const end = begin(moving, 'blackout')
  const silent = await moving.cut()
  did(moving, clock.now(), silent, 'cut')
  guest.lose()
  did(moving, clock.now(), 'QEMU on host A is killed', 'stopped')
  tell('lost')
  await sleep(waitMs, undefined, { signal }).catch(() => {})
  if (signal.aborted) return
  let started = (): void => {}
  const next = await moving.bootOn('B', () => {
    did(moving, clock.now(), 'the kernel of another guest answers on host B', 'plugged', 'continued')
    tell('taken-over')
    moving.moved('B')
    end()
    started = begin(moving, 'reboot')
  })
  await next.startServices()
  tell('ready')
  started()
}
