/** Post-copy as QEMU makes it: the guest runs on elsewhere at once, and its memory follows; a page that is missed is fetched. */
import { announcing } from '../announcing.js'
import { begin, bytesPerS, numberOf, type RealMove, switchOver, watchUntilOver } from './move.js'

const longestMs = 120_000

export const postcopy: RealMove = async (moving) => {
  const { guest, parameters, scratch, file } = moving
  const from = guest.machine()
  const to = await moving.room('B')
  const uri = `unix:${scratch}/${file}.migrate`
  const capabilities = [
    { capability: 'events', state: true },
    { capability: 'postcopy-ram', state: true },
  ]
  for (const { qmp } of [to, from]) await qmp.execute('migrate-set-capabilities', { capabilities })
  await to.qmp.execute('migrate-set-parameters', announcing)
  await to.qmp.execute('migrate-incoming', { uri })
  const bandwidth = bytesPerS(numberOf(parameters, 'linkMbitPerS') ?? 1000)
  await from.qmp.execute('migrate-set-parameters', { 'max-bandwidth': bandwidth, 'max-postcopy-bandwidth': bandwidth })
  const followed = switchOver(moving, from, to, () => {}).then((backMs) => begin(moving, 'brownout', backMs))
  // It may fail before anybody waits for it.
  followed.catch(() => {})
  await from.qmp.execute('migrate', { uri })
  await from.qmp.execute('migrate-start-postcopy')
  const [copied] = await Promise.all([followed, watchUntilOver(moving, from, longestMs)])
  copied()
  from.kill()
}
