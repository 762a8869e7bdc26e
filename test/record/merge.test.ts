import { describe, expect, test } from 'vitest'
import { judge } from '../../src/judge/judge.js'
import { mergeShards, type ShardRecord } from '../../src/record/merge.js'
import {
  blackoutOf,
  blackoutPlayed,
  cellOf,
  connected,
  endOf,
  exchanges,
  runEnded,
  runStarted,
  startMs,
} from '../judge/history-of.js'

const cellCalled = (name: string, control = false) =>
  cellOf(control ? { phases: [], outcome: 'here' } : { phases: [blackoutOf(3000)], outcome: 'moved' }, {
    id: name,
    vm: name,
    control,
  })
const control = cellCalled('control', true)
const [a, b, c] = ['a', 'b', 'c'].map((name) => cellCalled(name))
if (a === undefined || b === undefined || c === undefined) throw new Error('no cells')
const whole = [a, b, c, control].map(({ id }) => id)

const recordOf = (number: number, of: number, cells: readonly (typeof a)[], changes = {}): ShardRecord => {
  const all = [...cells, control]
  const history = [
    { ...runStarted(all), shard: { number, of, whole }, ...changes } as ReturnType<typeof runStarted>,
    ...all.flatMap((cell) => [connected(cell, 100), exchanges(cell, 200, 20_000)]),
    ...cells.flatMap((cell) => blackoutPlayed(cell, startMs, startMs + 3000)),
    ...all.flatMap((cell) => endOf(cell, true)),
    runEnded,
  ]
  return { record: `record-${number}`, history, report: judge(history) }
}
const shards = [recordOf(1, 2, [a, c]), recordOf(2, 2, [b])] as const

test('all cells, in the order of the whole, the control once; in whichever order the records come', () => {
  expect(mergeShards(shards).cells.map(({ id }) => id)).toEqual(whole)
  expect(mergeShards(shards.toReversed()).cells).toEqual(mergeShards(shards).cells)
})

test('a cell says what its own record says', () => {
  const merged = mergeShards(shards)
  expect(merged.cells[1]).toEqual(shards[1].report.cells[0])
})

test('where one did not finish, all did not; where one control was not left in peace, that is told', () => {
  const [first, second] = shards
  const [own, left] = second.report.cells
  if (own === undefined || left === undefined) throw new Error('no cells')
  const report = { ...second.report, ended: 'interrupted', cells: [own, { ...left, verdict: 'stalled' as const }] }
  const merged = mergeShards([first, { ...second, report }])
  expect(merged.ended).toBe('interrupted')
  expect(merged.cells.at(-1)?.verdict).toBe('stalled')
})

describe('refused', () => {
  test.each([
    ['a shard too few', [shards[0]], 'of 2 shards 2 is missing'],
    ['one twice', [shards[0], shards[0]], 'shard 1 again'],
    ['of another whole', [shards[0], recordOf(2, 3, [b])], 'a shard of another run than record-1'],
    ['no shard', [recordOf(1, 2, [a], { shard: undefined })], 'expected the record of `outlive run --shard`'],
    ['nothing', [], 'which records?'],
  ])('%s', (_, records, words) => {
    expect(() => mergeShards(records)).toThrow(words)
  })
})
