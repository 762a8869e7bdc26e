import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { netnsMissing } from '../real/play.js'
import { emptyFolder, outlive } from './outlive.js'

const server = `exec node -e "require('net').createServer((s) => s.pipe(s).on('error', () => {})).listen(7000)"`
const client = `node -e "const s = require('net').connect(7000, 'vm'); setInterval(() => s.write('hi'), 50)"`

test.each([
  [['--client', 'x', '--pause', '1s'], "required option '--server <command>' not specified"],
  [['--server', 'x', '--client', 'x'], 'what is to happen to the VM? Expected --pause 8s, or --preset quick-migration'],
  [['--server', 'x', '--client', 'x', '--pause', '8'], '"8" has no unit; write "500 ms", "8 s" or "2 min"'],
  [['--server', 'x', '--client', 'x', '--preset', 'vmotoin'], 'unknown preset "vmotoin"'],
  [
    ['--server', 'x', '--client', 'x', '--pause', '8s', '--port', '0'],
    'outlive try: sessions[0].service.ready.port: 0 is too small',
  ],
  [
    ['--server', 'x', '--client', 'x', '--pause', '8s', '--preset', 'vmotion'],
    "cannot be used with option '--preset <name>'",
  ],
])('outlive try %j is refused', async (args, words) => {
  const { stderr, exitCode } = await outlive(['try', ...args])
  expect(stderr).toContain(words)
  expect(exitCode).toBe(2)
})

describe.skipIf(netnsMissing !== '').concurrent(`netns ${netnsMissing}`, () => {
  // On a busy machine what could not be judged is inconclusive, and told so.
  test('tells in a screenful what became of two programs, and writes the scenario down', { retry: 2 }, async () => {
    const cwd = emptyFolder()
    const args = ['--server', server, '--client', client, '--pause', '2s', '--after', '1s', '--save', 'mine.yaml']
    const { stdout, stderr, exitCode } = await outlive(['try', ...args, '--quiet'], { cwd })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^~ stalled [\d.]+ s {2}pause, 1 GiB, silent for 2\.0 s, own on linux\n {2}silent for /)
    expect(stdout.split('\n').length).toBeLessThan(25)
    expect(exitCode).toBe(0)

    const again = await outlive(['run', 'mine.yaml', '--quiet', '--reporter', 'json'], { cwd })
    expect(JSON.parse(again.stdout).cells[0]).toMatchObject({ session: 'own', wire: 'drop', verdict: 'stalled' })

    const saved = await outlive(['try', ...args], { cwd })
    expect(saved.stderr).toContain('--save mine.yaml: it exists already; expected a new file')
    expect(saved.exitCode).toBe(2)
  })

  test('a command that does not exist is named, at once, with status 3', async () => {
    const args = ['--server', server, '--client', 'no-such-client', '--pause', '1min', '--after', '1s', '--quiet']
    const { stdout, exitCode } = await outlive(['try', ...args])
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('its client ended with status 127 before the migration began')
    expect(stdout).toContain('no-such-client')
    expect(exitCode).toBe(3)
  })

  test('its commands run where it was called, and so do those of a scenario that was saved elsewhere', async () => {
    const [cwd, elsewhere] = [emptyFolder(), emptyFolder()]
    writeFileSync(join(cwd, 'here'), 'it is here')
    const file = join(elsewhere, 'mine.yaml')
    const args = [
      '--server',
      `cat here && ${server}`,
      '--client',
      client,
      '--pause',
      '300ms',
      '--after',
      '1s',
      '--save',
      file,
    ]
    await outlive(['try', ...args, '--quiet', '--record', 'one'], { cwd })
    await outlive(['run', file, '--quiet', '--record', 'two'], { cwd: elsewhere })
    for (const record of [join(cwd, 'one'), join(elsewhere, 'two')]) {
      const log = readFileSync(join(record, 'output/pause-1024MiB-own.service.log'), 'utf8')
      expect(log).toMatch(/^\d+\.\d\d\tout\tit is here\n$/)
    }
  })
})
