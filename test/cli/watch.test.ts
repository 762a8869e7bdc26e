/** `--watch`: again after each change, whatever the change was. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test, vi } from 'vitest'
import { emptyFolder, environment, program } from './outlive.js'

const scenario = (pauseMs: string) => `
name: small
presets: [{ name: pause, as: pause, with: { stunMs: ${pauseMs} } }]
memory: [1 MiB]
sessions: [echo]
profiles: [linux]
wire: answer
baseline: 500 ms
`

test('plays again after a change, calls off what is out of date, and waits where there is something to mend', async () => {
  const cwd = emptyFolder()
  const write = (pauseMs: string): void => writeFileSync(join(cwd, 'small.yaml'), scenario(pauseMs))
  write('200')
  const watching = execa(
    process.execPath,
    [program, 'run', 'small.yaml', '--watch', '--engine', 'loopback', '--reporter', 'json=report.json'],
    { cwd, env: environment, reject: false },
  )
  let said = ''
  watching.stderr.on('data', (chunk) => {
    said += chunk
  })
  const hear = async (words: RegExp): Promise<void> => {
    await vi.waitFor(() => expect(said).toMatch(words), { timeout: 60_000, interval: 50 })
    said = ''
  }
  const plannedMs = (): number => {
    const { cells } = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))
    return cells[0].plan[0].durationMs
  }
  await hear(/Watching 1 file; Ctrl-C ends/)
  expect(plannedMs()).toBe(200)

  write('60000')
  await hear(/BLACKOUT for 60/)
  write('300')
  await hear(/small\.yaml has changed: taking everything down[\s\S]*Watching/)
  expect(plannedMs()).toBe(300)

  write('soon')
  await hear(/small\.yaml:3:\d+: presets\[0\]\.with\.stunMs: "soon" is no number[\s\S]*Watching/)
  write('400')
  await hear(/Watching/)
  expect(plannedMs()).toBe(400)

  watching.kill('SIGINT')
  const { signal } = await watching
  expect(signal).toBe('SIGINT')
})
