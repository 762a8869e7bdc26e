/** What a guest's image is made from. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { memorySize } from '../../harness/qemu/accelerator.js'
import { dependenciesIn, loadOrder } from '../../harness/qemu/modules.js'
import { packagesOf } from '../../harness/qemu/packages.js'
import { packageRoot } from '../../src/scenario/package-root.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('kernel modules', () => {
  const depends = { net: ['core', 'ring'], core: ['ring'], ring: [], alone: [] }
  for (const [name, needed] of Object.entries(depends)) {
    writeFileSync(join(folder, `${name}.ko`), `\x7fELF\0license=GPL\0depends=${needed.join(',')}\0retpoline=Y\0`)
  }
  const fileOf = (name: string): string | undefined => (name in depends ? join(folder, `${name}.ko`) : undefined)

  test('say themselves what they depend on', () => {
    expect(dependenciesIn(Buffer.from('a\0depends=virtio_ring,virtio\0b'))).toEqual(['virtio_ring', 'virtio'])
    expect(dependenciesIn(Buffer.from('a\0depends=\0b'))).toEqual([])
  })

  test('are loaded after those, each once, and what is built in is not loaded', () => {
    expect(loadOrder(['net', 'alone', 'core', 'builtin'], fileOf).map((file) => basename(file, '.ko'))).toEqual([
      'ring',
      'core',
      'net',
      'alone',
    ])
  })
})

test('an emulated guest’s memory is no multiple of 256 KiB, which QEMU would not copy whole', () => {
  expect(memorySize('tcg', 256)).toBe('262136k')
  expect(memorySize('kvm', 256)).toBe('256m')
})

describe('packages', () => {
  const install = (where: string, name: string, dependencies: Record<string, string>) => {
    mkdirSync(join(folder, where), { recursive: true })
    writeFileSync(join(folder, where, 'package.json'), JSON.stringify({ name, version: '1.0.0', dependencies }))
  }

  test('are those that are needed, and those that they need', () => {
    install('.', 'root', { one: '*' })
    install('node_modules/one', 'one', { two: '*' })
    install('node_modules/two', 'two', { one: '*' })
    install('node_modules/development', 'development', {})
    expect(packagesOf(folder).map(({ name }) => name)).toEqual(['one', 'two'])
  })

  test('of outlive have what its services need, and nothing of what builds it', () => {
    const names = packagesOf(packageRoot).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['@electric-sql/pglite', 'ssh2', 'ws']))
    expect(names).not.toContain('vitest')
  })
})
