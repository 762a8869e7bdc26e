/**
 * Suspend as QEMU makes it: the guest is stopped and saved to a file at the storage link's speed, and its QEMU ends; on the other host a new one
 * starts, reads the file at that speed, and goes on.
 */
import { createReadStream, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { announcing } from '../announcing.js'
import { connectTo } from '../json-lines.js'
import type { QemuMachine } from '../machine.js'
import { atOf, begin, bytesPerS, did, eventOf, numberOf, orItsEnd, type RealMove, watchUntilOver } from './move.js'

const longestMs = 300_000
const socketMs = 10_000

export const suspend: RealMove = async (moving) => {
  const { guest, parameters, scratch, vm, say, clock } = moving
  const from = guest.machine()
  const file = `${scratch}/${moving.file}.saved`
  const link = numberOf(parameters, 'storageLinkMbitPerS') ?? 1000
  const writing = bytesPerS(Math.min(link, numberOf(parameters, 'storageWriteMbitPerS') ?? link))
  const reading = bytesPerS(Math.min(link, numberOf(parameters, 'storageReadMbitPerS') ?? link))

  // The last part is sent without a limit, so it must be small.
  await from.qmp.execute('migrate-set-parameters', { 'max-bandwidth': writing, 'downtime-limit': 1 })
  const stopping = eventOf(from.qmp, 'STOP')
  await guest.stop()
  const stop = await stopping
  const atMs = atOf(moving, stop)
  const end = begin(moving, 'blackout', atMs)
  did(
    moving,
    atMs,
    'QEMU on host A: STOP, its guest’s processors stand still and nobody reads its tap',
    'stopped',
    'cut',
  )

  await from.qmp.execute('migrate', { uri: `exec:exec cat > '${file}'` })
  await watchUntilOver(moving, from, longestMs)
  const handOverMs = numberOf(parameters, 'handOverMs') ?? 0
  const [to] = await Promise.all([moving.room('B'), sleep(handOverMs)])

  const arrival = `${scratch}/${moving.file}.restore`
  await to.qmp.execute('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] })
  await to.qmp.execute('migrate-set-parameters', announcing)
  await to.qmp.execute('migrate-incoming', { uri: `unix:${arrival}` })
  await pour(file, arrival, reading)
  await restored(to)
  rmSync(file)
  await guest.become(to)
  const resuming = eventOf(to.qmp, 'RESUME')
  await guest.go()
  const resume = await resuming
  did(moving, atOf(moving, resume), 'QEMU on host B: RESUME', 'plugged', 'continued')
  const downtimeMs = Math.round((atOf(moving, resume) - atMs) * 10) / 10
  say({ type: 'migration-reported', atMs: clock.now(), vm, status: 'resumed', downtimeMs })
  moving.moved('B')
  end()
}

/** Reads the file into the socket at so many bytes a second. */
const pour = async (file: string, path: string, rate: number): Promise<void> => {
  const socket = await connectTo(path, socketMs)
  const start = performance.now()
  let poured = 0
  const paced = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      poured += chunk.length
      await sleep(Math.max(0, (poured / rate) * 1000 - (performance.now() - start)))
      yield chunk
    }
  }
  await pipeline(createReadStream(file, { highWaterMark: 1024 ** 2 }), paced, socket).catch((error: Error) => {
    throw new Error(`QEMU on host B does not take what was saved: ${error.message}`)
  })
}

const restored = async (to: QemuMachine): Promise<void> => {
  const end = performance.now() + longestMs
  for (;;) {
    const { status } = await orItsEnd(to.qmp.execute<{ status: string }>('query-status'), to, 'B')
    if (status !== 'inmigrate') return
    if (performance.now() > end) throw new Error('QEMU on host B does not come to an end of restoring')
    await sleep(10)
  }
}
