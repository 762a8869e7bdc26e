import { existsSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { netnsMissing } from '../real/play.js'
import { emptyFolder, outlive } from './outlive.js'

const programs = ['unshare', 'nsenter', 'setpriv', 'ip', 'ss', 'stdbuf', 'nice', 'mount', 'script', 'tar']

const find = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file))

/** A PATH with all that is needed, except for one. */
const pathWithout = (missing: string): string => {
  const folder = emptyFolder()
  for (const name of programs) {
    const file = find(name)
    if (file !== undefined && name !== missing) symlinkSync(file, join(folder, name))
  }
  return folder
}

describe.skipIf(process.platform !== 'linux')('outlive doctor', () => {
  test.skipIf(netnsMissing !== '')('says that engine netns works where it does', async () => {
    const { stdout, exitCode } = await outlive(['doctor'])
    expect(stdout).toContain('✓ Engine netns works here.')
    expect(stdout).not.toContain('✗')
    expect(exitCode).toBe(0)
  })

  test.each([
    ['ss', 'iproute2'],
    ['setpriv', 'util-linux'],
    ['stdbuf', 'coreutils'],
    ['script', 'bsdutils'],
  ])('names %s when it is missing, and Debian’s package for it', async (program, pkg) => {
    const { stdout, exitCode } = await outlive(['doctor'], { env: { PATH: pathWithout(program) } })
    expect(stdout).toMatch(new RegExp(`✗ ${program} +not found on PATH\\n +fix: (sudo )?apt-get install ${pkg}\\n`))
    expect(stdout).toContain('✗ Engine netns does not work here: 1 thing missing.')
    expect(exitCode).toBe(2)
  })

  test('says what the engine that works anywhere cannot say', async () => {
    const { stdout } = await outlive(['doctor'], { env: { PATH: pathWithout('ss') } })
    expect(stdout).toContain('--engine loopback works all the same, within limits:')
    expect(stdout).toContain('• Engine loopback: no wire is cut')
  })

  test('does not promise an engine that does not work either', async () => {
    const { stdout } = await outlive(['doctor'], { env: { PATH: pathWithout('tar') } })
    expect(stdout).not.toContain('works all the same')
  })

  test('knows a program that is another make of it', async () => {
    const path = pathWithout('setpriv')
    symlinkSync('/bin/true', join(path, 'setpriv'))
    const { stdout } = await outlive(['doctor'], { env: { PATH: path, COLUMNS: '200' } })
    expect(stdout).toContain('does not know --pdeathsig: too old, or another make')
  })

  test.each(['demo', 'run'])('%s says the same before it starts, and leaves nothing behind', async (command) => {
    const cwd = emptyFolder()
    const args = command === 'run' ? ['run', 'demo'] : [command]
    const { stdout, stderr, exitCode } = await outlive(args, { cwd, env: { PATH: pathWithout('ss') } })
    expect(stderr).toContain('ss: not found on PATH')
    expect(stderr).toMatch(/^fix: (sudo )?apt-get install iproute2$/m)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(existsSync(join(cwd, '.outlive/latest'))).toBe(false)
  })
})
