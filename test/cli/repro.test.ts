import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, outlive } from './outlive.js'

test.each([
  [['demo'], "required option '--symptom <text>' not specified"],
  [['demo', '--symptom', 'reset'], '"reset" is no symptom; expected ECONNRESET'],
  [['--symptom', 'died'], 'whose sessions?'],
  [['demo', '--server', 'x', '--client', 'y', '--symptom', 'died'], 'whose sessions?'],
  [['demo', '--symptom', 'died', '--shortest', '8s', '--longest', '2s'], 'expected the second to be longer'],
  [['demo', '--symptom', 'died', '--budget', 'soon'], '"soon" cannot be read'],
  [['demo', '--symptom', 'died', '--wire', 'dorp'], 'did you mean drop?'],
  [['demo', '--symptom', 'died', '--preset', 'vmotoin'], 'did you mean vmotion?'],
  [['demo', '--symptom', 'died', '--session', 'ehco'], 'did you mean echo?'],
])('outlive repro %j is refused', async (args, words) => {
  const { exitCode, stderr, stdout } = await outlive(['repro', ...args])
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words)
  expect(exitCode).toBe(2)
  expect(stdout).toBe('')
})

test('nothing is written over', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  const { exitCode, stderr } = await outlive(['repro', 'demo', '--symptom', 'died', '--out', folder])
  expect(stderr).toContain('there is something in it already')
  expect(exitCode).toBe(2)
})
