/** QEMU's monitor, played by a socket. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectQmp, happenedMs, type QmpEvent } from '../../harness/qemu/qmp.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
const path = join(folder, 'monitor')
let server: Server
let monitor: Socket

const answers: Readonly<Record<string, object>> = {
  qmp_capabilities: { return: {} },
  'query-status': { return: { status: 'paused' } },
  stop: { error: { class: 'GenericError', desc: 'no guest to stop' } },
}

beforeEach(async () => {
  server = createServer((socket) => {
    monitor = socket
    socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n')
    socket.on('data', (bytes) => {
      for (const line of bytes.toString().trim().split('\n')) {
        const { execute, id } = JSON.parse(line)
        const answer = answers[execute]
        if (answer !== undefined) socket.write(`${JSON.stringify({ ...answer, id })}\r\n`)
      }
    })
  }).listen(path)
  await once(server, 'listening')
})
afterEach(async () => {
  monitor?.destroy()
  server.close()
  await once(server, 'close')
  return () => rmSync(folder, { recursive: true, force: true })
})

test('a command gets its own answer, a refusal QEMU’s own words', async () => {
  const qmp = await connectQmp(path)
  const [status, refusal] = await Promise.all([qmp.execute('query-status'), qmp.execute('stop').catch((e: Error) => e)])
  expect(status).toEqual({ status: 'paused' })
  expect((refusal as Error).message).toBe('stop: no guest to stop')
})

test('an event is told to who listens, in pieces or not, until it wants no more', async () => {
  const qmp = await connectQmp(path)
  const seen: QmpEvent[] = []
  const forget = qmp.onEvent((event) => seen.push(event))
  const stop = '{"event": "STOP", "timestamp": {"seconds": 1700000000, "microseconds": 250000}}\r\n'
  monitor.write(stop.slice(0, 20))
  await new Promise((resolve) => setTimeout(resolve, 20))
  monitor.write(stop.slice(20))
  await expect.poll(() => seen).toHaveLength(1)
  expect(happenedMs(seen[0] as QmpEvent)).toBe(1_700_000_000_250)
  forget()
  monitor.write(stop)
  await qmp.execute('query-status')
  expect(seen).toHaveLength(1)
})

test('what is asked when QEMU ends is answered: that it has', async () => {
  const qmp = await connectQmp(path)
  const asked = qmp.execute('query-migrate')
  monitor.destroy()
  await expect(asked).rejects.toThrow('query-migrate: QEMU has closed its monitor')
  await expect(qmp.execute('query-status')).rejects.toThrow('query-status: QEMU has closed its monitor')
})
