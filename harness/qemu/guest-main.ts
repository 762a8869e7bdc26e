/**
 * The first process of a real guest: a VM's first process (`harness/vm/main.ts`) with a virtio port in place of the IPC channel, as JSON lines, and
 * with answers to what only a guest is asked: what its clocks say, and to write its memory at a set rate.
 */
import { openSync, read, readdirSync, write } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { monotonicMs } from '../clock.js'
import '../vm/main.js'
import type { GuestIn, GuestOut } from './messages.js'

const openPort = async (): Promise<number> => {
  for (;;) {
    const name = readdirSync('/dev').find((each) => each.startsWith('vport'))
    if (name !== undefined) return openSync(`/dev/${name}`, 'r+')
    await sleep(20)
  }
}

const port = await openPort()

let writing: Promise<unknown> = Promise.resolve()
const writeAll = async (bytes: Buffer): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    done += (await promisify(write)(port, bytes, done, bytes.length - done, null)).bytesWritten
  }
}
const tell = (message: object): true => {
  const line = Buffer.from(`${JSON.stringify(message)}\n`)
  writing = writing.then(() => writeAll(line))
  return true
}
process.send = tell

const hear = (message: GuestIn | { readonly type: 'boot' | 'start' }): void => {
  if (message.type === 'clock?') {
    const { n } = message
    tell({ type: 'clock', n, monotonicMs: monotonicMs(), realtimeMs: Date.now() } satisfies GuestOut)
  } else if (message.type === 'write-memory') {
    const writer = new Worker(new URL('./memory-writer.js', import.meta.url), { workerData: message })
    writer.on('message', () => tell({ type: 'memory-filled' } satisfies GuestOut))
    writer.on('error', (error) => tell({ type: 'failed', message: `writing memory: ${error.message}` }))
  } else process.emit('message', message, undefined)
}

const chunk = Buffer.alloc(65_536)
let rest = Buffer.alloc(0)
for (;;) {
  const { bytesRead } = await promisify(read)(port, chunk, 0, chunk.length, null)
  // Nobody is at the other end: it is about to come, or the guest has just been moved.
  if (bytesRead === 0) await sleep(10)
  rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
  for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
    hear(JSON.parse(rest.subarray(0, end).toString()))
    rest = rest.subarray(end + 1)
  }
}
