/** What `outlive doctor --engine qemu` says of a machine that lacks something. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { checkGuests } from '../../harness/doctor/guests.js'
import { missingFor } from '../../src/doctor/check.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
const { PATH } = process.env
afterEach(() => {
  process.env.PATH = PATH
  return () => rmSync(folder, { recursive: true, force: true })
})

test('programs that are missing are named, each with the package that has it', async () => {
  process.env.PATH = folder
  const missing = missingFor('qemu', await checkGuests(false))
  expect(missing.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['qemu-system-x86_64', 'busybox', 'cpio', 'mksquashfs']),
  )
  expect(missing.find(({ name }) => name === 'qemu-system-x86_64')?.fix).toMatch(/apt-get install qemu-system-x86$/)
})

test('a QEMU that is too old is told with its version', async () => {
  writeFileSync(join(folder, 'qemu-system-x86_64'), '#!/bin/sh\necho QEMU emulator version 5.2.0\n', { mode: 0o755 })
  process.env.PATH = `${folder}:${PATH}`
  const check = (await checkGuests(false)).find(({ name }) => name === 'qemu-system-x86_64')
  expect(check).toMatchObject({ ok: false, detail: 'version 5.2.0 is too old: 6.0 is the oldest that is known to do' })
})

test('what a real guest needs is needed besides what a namespace needs', () => {
  const check = (neededBy: 'netns' | 'qemu' | 'loopback') => ({ name: neededBy, ok: false, detail: '', neededBy })
  const checks = [check('loopback'), check('netns'), check('qemu')]
  expect(missingFor('qemu', checks)).toHaveLength(3)
  expect(missingFor('netns', checks).map(({ name }) => name)).toEqual(['loopback', 'netns'])
})
