/** What of somebody's own programs goes into a guest's image. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { installedIn, withWhatTheyNeed } from '../../harness/qemu/debian.js'
import { commandInGuest, ownParts } from '../../harness/qemu/own-programs.js'
import { hashOf, partOf, putTogether } from '../../harness/qemu/parts.js'
import { EnvironmentError, UsageError } from '../../src/errors.js'
import { resolveScenario } from '../../src/scenario/resolve.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('packages', () => {
  const installed = installedIn(
    [
      ['installed', 'server', 'server', 'base (>= 1)', 'libone (= 2), mailer | mail-agent, absent | libtwo', ''],
      ['installed', 'base', 'base', '', '', ''],
      ['installed', 'libone', 'libone:amd64', '', 'server', ''],
      ['installed', 'libtwo', 'libtwo:amd64', '', '', ''],
      ['installed', 'postman', 'postman', '', '', 'mail-agent, mail-reader (= 3)'],
      ['deinstall', 'removed', 'removed', '', '', ''],
    ]
      .map((fields) => fields.join('\t'))
      .join('\n'),
  )

  test('come with what they depend on, by the names that dpkg takes, each once', () => {
    expect(withWhatTheyNeed(['server'], installed)).toEqual([
      'server',
      'base',
      'libone:amd64',
      'postman',
      'libtwo:amd64',
    ])
  })

  test.each(['removed', 'absent'])('one that is %s is named with the fix', (name) => {
    expect(() => withWhatTheyNeed(['base', name], installed)).toThrow(EnvironmentError)
    expect(() => withWhatTheyNeed(['base', name], installed)).toThrow(new RegExp(`there is no ${name}`))
  })
})

describe('parts', () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'one')

  test('that change in any way change the name of the image', () => {
    const parts = [
      { to: '/a', from: file },
      { to: '/b', text: 'b' },
      { to: '/c', link: 'b' },
    ]
    const before = hashOf(parts)
    expect(hashOf(parts)).toBe(before)
    expect(hashOf([...parts.slice(0, 2), { to: '/c', link: 'a' }])).not.toBe(before)
    expect(hashOf([...parts, { to: '/d', text: '' }])).not.toBe(before)
    utimesSync(file, new Date(), new Date(0))
    expect(hashOf(parts)).not.toBe(before)
  })

  test('at the same place: the first is meant, whichever way its path is written', () => {
    const tree = join(folder, 'tree')
    putTogether(
      [
        { to: '/usr/bin/one', text: 'first' },
        { to: '/bin/one', link: 'busybox' },
      ],
      tree,
    )
    expect(partOf(join(tree, 'usr/bin/one'))).toEqual([
      { to: join(tree, 'usr/bin/one'), from: join(tree, 'usr/bin/one') },
    ])
    expect(partOf(join(tree, 'bin/one'))).toEqual([])
  })
})

describe('a scenario', () => {
  const scenarioIn = (cwd: string, needs = {}) =>
    resolveScenario({
      name: 'own',
      presets: ['none'],
      memory: ['1 MiB'],
      sessions: [{ name: 'mine', service: { command: 'exec ./serve', cwd }, client: { command: 'true' } }],
      profiles: ['linux'],
      needs,
    })
  const cwd = join(folder, 'service')
  mkdirSync(join(cwd, 'node_modules/huge'), { recursive: true })
  writeFileSync(join(cwd, 'serve'), '#!/bin/sh\n', { mode: 0o755 })
  symlinkSync('serve', join(cwd, 'link'))

  test('brings the folders of its services, which start there', async () => {
    const parts = await ownParts(scenarioIn(cwd))
    expect(parts).toContainEqual({ to: `/own${cwd}/serve`, from: join(cwd, 'serve') })
    expect(parts).toContainEqual({ to: `/own${cwd}/link`, link: 'serve' })
    const [{ command } = {}] = scenarioIn(cwd).cells
    const inGuest = command && commandInGuest(command, 'tcg')
    expect(inGuest?.service.cwd).toBe(`/own${cwd}`)
    // An emulated processor takes ten times as long.
    expect(inGuest?.service.ready.within).toBe(300_000)
  })

  test('whose folder is too large is refused', async () => {
    const large = join(folder, 'large')
    mkdirSync(large)
    writeFileSync(join(large, 'file'), Buffer.alloc(65 * 1024 ** 2))
    await expect(ownParts(scenarioIn(large))).rejects.toThrow(UsageError)
    await expect(ownParts(scenarioIn(large))).rejects.toThrow(/session mine’s service .* has more than 64 MiB/)
  })

  test('that needs a package which is not installed is refused with the fix', async () => {
    const asked = ownParts(scenarioIn(cwd, { sh: 'no-such-package' }))
    await expect(asked).rejects.toMatchObject({ fix: expect.stringContaining('apt-get install') })
    await expect(asked).rejects.toThrow(/there is no no-such-package/)
  })

  test('of sessions that come with outlive brings nothing', async () => {
    const plain = {
      name: 'plain',
      presets: ['none'],
      memory: ['1 MiB'],
      sessions: ['echo' as const],
      profiles: ['linux'],
    }
    expect(await ownParts(resolveScenario({ ...plain, needs: { sh: 'no-such-package' } }))).toEqual([])
  })
})
