import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitStatus } from '../../src/cli/exit-status.js'
import { reportSchema } from '../../src/result.js'
import { emptyFolder, outlive } from './outlive.js'

/** A move of a second, on the engine that works anywhere. */
const scenario = (pause: string) => `
name: small
presets: [{ name: quick-migration, as: pause, with: { handOverMs: ${pause} } }]
memory: [1 MiB]
sessions: [echo]
profiles: [linux]
baseline: 1 s
settle: 3 s
`
const folderWith = (pauseMs: number): string => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'small.yaml'), scenario(String(pauseMs)))
  return folder
}
const run = ['run', 'small.yaml', '--engine', 'loopback']

describe('outlive run', () => {
  test('shows the report on stdout, its progress on stderr, and keeps the record', async () => {
    const cwd = folderWith(1500)
    const { stdout, stderr, exitCode } = await outlive(run, { cwd })
    expect(stdout).toMatch(/^small: 1 session, /)
    expect(stdout).toContain('In short: ')
    expect(stdout).toMatch(/^Limits {6}• Engine loopback: no wire is cut/m)
    expect(stderr).toMatch(/^ +\d.* s {2}pause-1MiB: BLACKOUT for 1\.5 s: /m)
    const [record = '', ...others] = readdirSync(join(cwd, '.outlive')).filter((name) => name !== 'latest')
    expect(others).toEqual([])
    expect(stdout).toContain(`Record      .outlive/${record}`)
    const kept = reportSchema.parse(JSON.parse(readFileSync(join(cwd, '.outlive/latest/report.json'), 'utf8')))
    expect(kept.cells).toHaveLength(2)
    // On a busy machine it may be 3: the pause was not the planned one.
    expect(exitCode).toBe(exitStatus.of(kept))

    const again = await outlive(['report', '--reporter', 'json'], { cwd })
    expect(JSON.parse(again.stdout)).toEqual(kept)
  })

  test('--quiet shows no progress, --reporter none shows no result, --record says where', async () => {
    const cwd = folderWith(100)
    const result = await outlive([...run, '--quiet', '--reporter', 'none', '--record', 'here'], { cwd })
    expect(result).toMatchObject({ stdout: '', stderr: '' })
    expect(readdirSync(join(cwd, 'here')).toSorted()).toEqual(['history.jsonl', 'report.json'])
    expect(existsSync(join(cwd, '.outlive'))).toBe(false)
  })

  test('refuses to write into somebody’s folder', async () => {
    const cwd = folderWith(100)
    const { stderr, exitCode } = await outlive([...run, '--record', '.'], { cwd })
    expect(stderr).toContain('--record .: there is something in it already; expected a new or an empty folder')
    expect(exitCode).toBe(2)
  })

  test.concurrent.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('on %s takes everything down, shows what is known and ends with status %d', async (signal, status) => {
    const cwd = folderWith(60_000)
    const running = outlive(run, { cwd })
    running.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.includes('BLACKOUT')) running.kill(signal)
    })
    const { stdout, stderr, exitCode } = await running
    expect(exitCode).toBe(status)
    expect(stderr).toContain(`${signal}: taking everything down`)
    expect(stdout).toContain('! The run did not finish (interrupted)')
    expect(readFileSync(join(cwd, '.outlive/latest/history.jsonl'), 'utf8')).toContain('"reason":"interrupted"')
  })
})
