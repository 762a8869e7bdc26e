import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/index.js'
import { emptyFolder, environment, outlive, program } from './outlive.js'

describe('outlive', () => {
  test('names every command in its help, and what its exit status means', async () => {
    const { stdout, exitCode } = await outlive(['--help'])
    expect(exitCode).toBe(0)
    for (const name of Object.keys(commands)) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    expect(stdout).toContain('Exit status: 0 ')
  })

  test('helps at once: it loads none of what its commands need', async () => {
    const folder = emptyFolder()
    await outlive(['--help'], { env: { NODE_V8_COVERAGE: folder } })
    const loaded = readdirSync(folder)
      .flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).result as { url: string }[])
      .map(({ url }) => url)
    expect(loaded.filter((url) => url.includes('node_modules'))).toEqual([])
    // Node's own modules besides.
    expect(loaded.filter((url) => url.startsWith('file:')).length).toBeLessThan(25)
  })

  test('without a command shows its help as an error', async () => {
    const { stderr, stdout, exitCode } = await outlive([])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toContain('Usage: outlive')
  })

  test('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(await outlive(['--version'])).toMatchObject({ stdout: version, exitCode: 0 })
  })

  test.each([
    [['dmeo'], "error: unknown command 'dmeo'\n(Did you mean demo?)"],
    [['demo', '--engin', 'netns'], "error: unknown option '--engin'\n(Did you mean --engine?)"],
    [['demo', '--engine', 'xen'], 'Allowed choices are netns, qemu, loopback.'],
    [['demo', '--reporter', 'prety'], 'did you mean pretty?'],
    [['demo', '--reporter', 'json=/no/such/folder/out.json'], 'no file can be written in /no/such/folder'],
    [['run'], "error: missing required argument 'scenario'"],
    [['run', 'no-such-scenario'], 'outlive: unknown scenario "no-such-scenario"'],
    [['run', 'no-such.yaml'], 'outlive: no-such.yaml cannot be read: there is no such file'],
    [['demo', '--preset', 'vmotoin'], 'did you mean vmotion?'],
    [['demo', '--memory', '1 GB'], 'did you mean "1 GiB"?'],
    [['demo', '--migrations', '0'], 'Expected a whole number from 1 to 10000.'],
    [['run', 'demo', '--migrations', '1.5'], 'Expected a whole number from 1 to 10000.'],
    [['plan', 'vmotion', '--migrations', '10001'], 'Expected a whole number from 1 to 10000.'],
    [['demo', '--migrations', '2'], 'mscs-failover with 1024 MiB: a machine that is lost is not lost again'],
    [['report', 'nowhere'], 'nowhere/history.jsonl does not exist: is its folder the record of a run?'],
    [['plan', 'quick-migraton'], 'did you mean quick-migration?'],
  ])('%j ends with status 2 and the next step, before anything starts', async (args, said) => {
    const folder = emptyFolder()
    const { stdout, stderr, exitCode } = await outlive(args, { cwd: folder })
    expect(stderr).toContain(said)
    expect(stderr).not.toContain('    at ')
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(await execa('ls', ['-A', folder])).toMatchObject({ stdout: '' })
  })

  test('does not mind a reader that has read enough', async () => {
    const script = `set -o pipefail; "${process.execPath}" "${program}" plan | true`
    const { exitCode, stderr } = await execa('bash', ['-c', script], { reject: false, env: environment })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })
})

describe('outlive plan', () => {
  test('shows a preset’s phases with their reasons', async () => {
    const { stdout, exitCode } = await outlive(['plan', 'quick-migration', '--memory', '512 MiB,8 GiB'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^quick-migration, 512 MiB: 8\.\d s in all/)
    expect(stdout).toMatch(/^quick-migration, 8 GiB: 13\d s in all/m)
    expect(stdout).toContain('512 MiB saved in 4.29 s')
  })

  test('shows the plan of each VM of a series', async () => {
    const { stdout } = await outlive(['plan', 'drs', '--memory', '256 MiB'])
    expect(stdout).toMatch(/^drs, 256 MiB, VM 1: 2\.4 s in all/)
    expect(stdout).toMatch(/^drs, 256 MiB, VM 6: nothing is done$/m)
  })

  test('--migrations repeats a preset’s plan', async () => {
    const { stdout } = await outlive([
      'plan',
      'vmotion',
      '--migrations',
      '100',
      '--memory',
      '32 MiB',
      '--reporter',
      'json',
    ])
    expect(JSON.parse(stdout).cells[0].plan).toHaveLength(200)
  })

  test('--profile asks about other client machines than the usual ones', async () => {
    const { stdout } = await outlive(['plan', 'quick-migration', '--profile', 'macos,windows-11'])
    expect(stdout).toMatch(/✗ died +19\.9 s {2}all on windows-11$/m)
    expect(stdout).toMatch(/~ stalled .* s {2}all on macos$/m)
    expect(stdout).not.toContain('linux')
  })

  test('without an argument shows every preset', async () => {
    const { stdout } = await outlive(['plan'])
    for (const preset of ['vmotion', 'quick-migration', 'mscs-failover']) expect(stdout).toContain(`${preset}, 1 GiB: `)
  })

  test('gives a scenario’s cells as JSON', async () => {
    const { stdout } = await outlive(['plan', 'demo', '--reporter', 'json'])
    const { cells } = JSON.parse(stdout)
    expect(cells.filter(({ control }: { control: boolean }) => !control)).toHaveLength(24)
  })
})
