/** Commands that only read run nothing that a file names. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { netnsMissing } from '../real/play.js'
import { addressFrom, emptyFolder, outlive } from './outlive.js'

const trap = 'touch trapped'

const scenario = `
name: trap
presets: [quick-migration]
memory: [1 GiB]
profiles: [linux]
needs: { '$(${trap})': '; ${trap}' }
sessions:
  - name: own
    service: { command: ${trap}, ready: { command: ${trap} } }
    client: { command: ${trap}, audit: ${trap}, env: { BASH_ENV: '$(${trap})' } }
`

let cwd: string
const wasSprung = (): boolean => existsSync(join(cwd, 'trapped'))

// By whom commands are run, so that there is a record; and so that it is seen that the trap works.
beforeAll(async () => {
  if (netnsMissing !== '') return
  cwd = emptyFolder()
  writeFileSync(join(cwd, 'trap.yaml'), scenario)
  writeFileSync(join(cwd, 'run.yaml'), scenario.replace(/needs:.*\n/, ''))
  writeFileSync(join(cwd, '.env'), `DATABASE_URL=postgres://h/$(${trap})?a=\`${trap}\`\n`)
  await outlive(['run', 'run.yaml', '--quiet', '--record', 'record'], { cwd })
  expect(wasSprung()).toBe(true)
  rmSync(join(cwd, 'trapped'))
})

test.skipIf(netnsMissing !== '').each([
  ['plan', 'trap.yaml'],
  ['lint', 'trap.yaml', '.env', `DATABASE_URL=$(${trap})`],
  ['pauses', 'trap.yaml'],
  ['report', 'record'],
  ['explain', 'record', 'quick*own'],
  ['replay', '--judge-only', 'record'],
  ['diff', 'record', 'record'],
  ['pack', 'record'],
])('%s %s', async (...args) => {
  const { stderr } = await outlive(args, { cwd })
  expect(stderr).not.toContain('bug in outlive')
  expect(wasSprung()).toBe(false)
})

test.skipIf(netnsMissing !== '')('serve record', async () => {
  const serving = outlive(['serve', 'record'], { cwd })
  const address = new URL(await addressFrom(serving.stdout))
  for (const path of ['/', '/records.json', '/replay', '/reel.json', '/report']) {
    address.pathname = path
    address.searchParams.set('record', 'record')
    expect((await fetch(address)).status).toBe(200)
  }
  serving.kill('SIGINT')
  await serving
  expect(wasSprung()).toBe(false)
})
