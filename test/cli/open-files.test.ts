/** What becomes of a machine that allows few open files: told before anything starts, with what to do; and in words where it is met later. */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { netnsMissing } from '../real/play.js'
import { emptyFolder, environment, program } from './outlive.js'

const child = fileURLToPath(new URL('../../dist/harness/child.js', import.meta.url))

const withFiles = (most: number, args: readonly string[]) =>
  execa('prlimit', [`--nofile=${most}:${most}`, process.execPath, ...args], {
    reject: false,
    cwd: emptyFolder(),
    env: environment,
  })

test.skipIf(netnsMissing !== '').each([64, 200])('%s are too few for a run, which says so', async (most) => {
  const { exitCode, stderr } = await withFiles(most, [program, 'run', 'demo'])
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(new RegExp(`open files: only ${most} in one process\nfix: raise .*ulimit -Hn 1024`)),
  })
})

test('a program that is talked to, and for which none is left, is not started, in words', async () => {
  const script = `
    import { openSync } from 'node:fs'
    import { spawnPiped } from ${JSON.stringify(child)}
    try { for (;;) openSync('/dev/null') } catch {}
    try { spawnPiped(['true']) } catch ({ message }) { console.log(message) }`
  const { stdout, stderr } = await withFiles(64, ['--input-type=module', '--eval', script])
  expect({ stdout, stderr }).toEqual({
    stdout: 'true could not be started: too many open files (EMFILE); ulimit -Hn says how many are allowed',
    stderr: '',
  })
})
