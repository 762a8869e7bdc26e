import { expect, test } from 'vitest'
import { moveName, movesOf } from '../../src/report/pretty/moves.js'
import { cell, control, report } from './build-report.js'

test('a move is what one VM went through: one preset, size and wire mode', () => {
  const moves = movesOf(
    report([
      cell({ preset: 'vmotion', session: 'echo' }),
      cell({ preset: 'vmotion', session: 'console' }),
      cell({ preset: 'vmotion', memoryMiB: 2048 }),
      cell({ preset: 'vmotion', wire: 'hold' }),
      control(),
    ]),
  )
  expect(moves.map((move) => [moveName(move), move.cells.length])).toEqual([
    ['vmotion, 1 GiB', 2],
    ['vmotion, 2 GiB', 1],
    ['vmotion, 1 GiB', 1],
  ])
})

test('each VM of a series has a move of its own, named by its number', () => {
  const of = (vmNumber: number, session: string) => cell({ preset: 'drs', vmNumber, session })
  const moves = movesOf(report([of(1, 'echo'), of(1, 'console'), of(2, 'echo'), of(2, 'console')]))
  expect(moves.map((move) => [moveName(move), move.cells.length])).toEqual([
    ['drs, 1 GiB, VM 1', 2],
    ['drs, 1 GiB, VM 2', 2],
  ])
})
