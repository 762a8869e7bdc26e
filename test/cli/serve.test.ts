/** `outlive serve`, and `--live`, as a person would use them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Message } from '../../src/live/format.js'
import { wholeRun } from '../report/build-run.js'
import { addressFrom, emptyFolder, outlive } from './outlive.js'

test('serve lists the records of this folder until Ctrl-C', async () => {
  const folder = emptyFolder()
  mkdirSync(join(folder, '.outlive', 'one'), { recursive: true })
  writeFileSync(
    join(folder, '.outlive', 'one', 'history.jsonl'),
    wholeRun.map((event) => `${JSON.stringify(event)}\n`).join(''),
  )
  const serving = outlive(['serve'], { cwd: folder })
  const address = await addressFrom(serving.stdout)
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:/)
  const records = await (await fetch(address.replace('/?', '/records.json?'))).json()
  expect(records).toMatchObject([{ id: 'one', name: 'small', verdicts: null }])
  serving.kill('SIGINT')
  expect((await serving).exitCode).toBe(130)
})

test('a path that is no record, a port that is taken: said, and nothing is served', async () => {
  const missing = await outlive(['serve', 'no-such-record'])
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringMatching(/no-such-record is no record of a run/)])
  const first = outlive(['serve'])
  const { port } = new URL(await addressFrom(first.stdout))
  const second = await outlive(['serve', '--port', port])
  expect([second.exitCode, second.stderr]).toEqual([2, expect.stringMatching(/EADDRINUSE.*choose another/)])
  first.kill('SIGTERM')
  await first
})

test('an address that others can reach is served only when asked for, with a warning', async () => {
  const serving = outlive(['serve', '--host', '0.0.0.0'])
  await addressFrom(serving.stdout)
  serving.kill('SIGINT')
  expect((await serving).stderr).toMatch(/can be reached from other machines/)
})

test('--live: a page is there before the run, frames come while it goes on, and the command ends as without', async () => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, 'small.yaml'),
    `name: small
presets: [{ name: quick-migration, as: pause, with: { handOverMs: 1500 } }]
memory: [1 MiB]
sessions: [echo]
profiles: [linux]
baseline: 1 s
settle: 3 s
`,
  )
  const running = outlive(['run', 'small.yaml', '--engine', 'loopback', '--live'], { cwd: folder })
  const address = new URL(await addressFrom(running.stderr))
  expect((await fetch(address)).status).toBe(200)
  const socket = new WebSocket(`ws://${address.host}/frames${address.search}`, { headers: { Origin: address.origin } })
  const messages: Message[] = []
  socket.on('message', (data) => messages.push(JSON.parse(String(data))))
  const { exitCode, stdout } = await running
  // On a busy machine it may be 3: the pause was not the planned one.
  expect([0, 3]).toContain(exitCode)
  expect(stdout).toMatch(/^small: /)
  expect(messages[0]).toHaveProperty('head.name', 'small')
  const frames = messages.flatMap((message) => ('frame' in message ? [message.frame] : []))
  expect(frames.length).toBeGreaterThan(20)
  expect(new Set(frames.map(({ sessions }) => sessions[0]))).toContain('t')
  expect(frames.at(-1)).toMatchObject({ ended: 'finished', verdicts: [expect.any(String), expect.any(String)] })
})
