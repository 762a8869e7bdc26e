import { describe, expect, test } from 'vitest'
import { which } from '../../src/report/pretty/which.js'
import type { CellResult } from '../../src/result.js'
import { cell, each } from './build-report.js'

const all = [512, 1024, 2048].flatMap((memoryMiB) => each((session, profile) => cell({ session, profile, memoryMiB })))
const those = (test: (cell: CellResult) => boolean): string => which(all.filter(test), all)

test.each([
  ['all', () => true],
  ['all on linux', ({ profile }: CellResult) => profile === 'linux'],
  ['file-copy and echo', ({ session }: CellResult) => session === 'file-copy' || session === 'echo'],
  ['all from 1 GiB up', ({ memoryMiB }: CellResult) => memoryMiB >= 1024],
  ['all up to 1 GiB', ({ memoryMiB }: CellResult) => memoryMiB <= 1024],
  ['all with 1 GiB', ({ memoryMiB }: CellResult) => memoryMiB === 1024],
  ['all with 512 MiB and 2 GiB', ({ memoryMiB }: CellResult) => memoryMiB !== 1024],
  [
    'echo on linux with 2 GiB',
    (cell: CellResult) => cell.session === 'echo' && cell.profile === 'linux' && cell.memoryMiB === 2048,
  ],
  [
    'echo on windows-2008 and all on linux',
    ({ session, profile }: CellResult) => profile === 'linux' || session === 'echo',
  ],
  [
    '2 of 12 on windows-2008',
    ({ session, profile, memoryMiB }: CellResult) =>
      profile === 'windows-2008' &&
      ((session === 'echo' && memoryMiB === 512) || (session === 'console' && memoryMiB === 1024)),
  ],
])('%s', (words, test) => {
  expect(those(test)).toBe(words)
})

test('cells of one profile are told apart by their sessions', () => {
  const some = all.filter(({ profile }) => profile === 'linux')
  const odd = some.filter(
    ({ session, memoryMiB }) => session === 'echo' || (session === 'console' && memoryMiB === 512),
  )
  expect(which(odd, some)).toBe('console with 512 MiB and echo')
})

describe('sessions that differ in shape, or in where they end', () => {
  const shapes = (['talking', 'idle', 'listening'] as const).flatMap((shape) =>
    each((session, profile) => cell({ session, profile, shape })),
  )
  const ends = (['guest', 'host'] as const).map((endsOn) => cell({ session: 'console', endsOn }))

  test.each([
    ['all idle', ({ shape }: CellResult) => shape === 'idle'],
    ['all idle on linux', ({ shape, profile }: CellResult) => shape === 'idle' && profile === 'linux'],
    ['echo listening', ({ shape, session }: CellResult) => shape === 'listening' && session === 'echo'],
    ['echo', ({ session }: CellResult) => session === 'echo'],
    [
      'idle and listening console and echo',
      ({ shape, session }: CellResult) => shape !== 'talking' && (session === 'echo' || session === 'console'),
    ],
  ])('%s', (words, test) => {
    expect(which(shapes.filter(test), shapes)).toBe(words)
  })

  test('the shape is left out where the rest says it', () => {
    const some = [cell({ session: 'console', endsOn: 'host' }), cell({ session: 'echo', shape: 'listening' })]
    expect(some.map((one) => which([one], some))).toEqual(['console@host', 'echo'])
  })

  test('console@host', () => {
    expect(which(ends.slice(1), ends)).toBe('console@host')
    expect(which(ends.slice(0, 1), ends)).toBe('console')
  })
})
