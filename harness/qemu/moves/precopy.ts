/** Pre-copy as QEMU makes it: memory is copied while the guest runs, at the planned speed, until the rest can be sent within the goal. */
import { announcing } from '../announcing.js'
import { begin, bytesPerS, Cancelled, numberOf, type RealMove, switchOver, watchUntilOver } from './move.js'

/** QEMU's own (migration/options.c). */
const defaultGoalMs = 300
/** Copying that goes on for longer than the product lets it, or than this, goes on for ever. */
const longestMs = 120_000

export const precopy: RealMove = async (moving) => {
  const { guest, parameters, scratch, memoryMiB, file } = moving
  const from = guest.machine()
  const to = await moving.room('B')
  const uri = `unix:${scratch}/${file}.migrate`
  const autoConverge = parameters.autoConverge === true
  const capabilities = [
    { capability: 'events', state: true },
    { capability: 'auto-converge', state: autoConverge },
  ]
  for (const { qmp } of [from, to]) await qmp.execute('migrate-set-capabilities', { capabilities })
  await to.qmp.execute('migrate-set-parameters', announcing)
  await to.qmp.execute('migrate-incoming', { uri })
  await from.qmp.execute('migrate-set-parameters', {
    'max-bandwidth': bytesPerS(numberOf(parameters, 'linkMbitPerS') ?? 1000),
    'downtime-limit': numberOf(parameters, 'switchOverGoalMs') ?? defaultGoalMs,
  })
  const copied = begin(moving, 'brownout')
  const switched = switchOver(moving, from, to, copied)
  // It may fail before anybody waits for it.
  switched.catch(() => {})
  await from.qmp.execute('migrate', { uri })
  const cancelMs = numberOf(parameters, 'cancelAfterMsPerGiB')
  const mostMs = cancelMs === undefined ? longestMs : Math.max(1000, (cancelMs * memoryMiB) / 1024)
  try {
    await Promise.all([watchUntilOver(moving, from, mostMs), switched])
  } catch (error) {
    // As it was planned.
    if (!(error instanceof Cancelled && moving.plan.outcome === 'here')) throw error
    to.kill()
    return copied()
  }
  from.kill()
}
