import { describe, expect, test } from 'vitest'
import { type Move, moveName, movesOf, silence } from '../../src/report/pretty/moves.js'
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

describe('silence', () => {
  const silent = (achieved: readonly (number | null)[], wire: 'drop' | 'answer' = 'drop'): string => {
    const blackout = { kind: 'blackout' as const, startMs: 0, wire }
    const plan = achieved.map(() => ({ ...blackout, durationMs: 90 }))
    const played = achieved.map((durationMs) => ({ ...blackout, durationMs }))
    const [move] = movesOf(report([cell({ wire, plan, achieved: played })]))
    return silence(move as Move)
  }

  test('is told in full when it was short of many', () => {
    expect(silent([90, 92, null])).toBe('silent for 90 ms + 92 ms + 90 ms (planned)')
  })

  test('is counted when it was many times', () => {
    const many = Array.from({ length: 1000 }, (_, n) => 60 + (n % 7))
    expect(silent(many)).toBe('silent 1000 times, for 60 ms to 66 ms each')
    expect(silent([90, 91, 92, 93, null])).toBe('silent 4 times of 5, for 90 ms to 93 ms each')
    expect(silent([90, 91, 92, 93, 94], 'answer')).toBe(
      'processes frozen, kernel answering, 5 times, for 90 ms to 94 ms each',
    )
  })
})
