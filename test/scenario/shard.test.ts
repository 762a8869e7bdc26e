import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../src/scenario/load.js'
import { readShard, shardOf } from '../../src/scenario/shard.js'

const whole = loadScenario('matrix')
const moved = (cells: typeof whole.cells) => cells.filter(({ control }) => !control)

describe.each([1, 2, 5])('in %i shards', (of) => {
  const shards = Array.from({ length: of }, (_, index) => shardOf(whole, { number: index + 1, of }))

  test('every session is in one of them, and the control in each', () => {
    const ids = shards.flatMap(({ cells }) => moved(cells).map(({ id }) => id))
    expect(ids.toSorted()).toEqual(
      moved(whole.cells)
        .map(({ id }) => id)
        .toSorted(),
    )
    const controls = whole.cells.filter(({ control }) => control)
    for (const { cells } of shards) expect(cells.filter(({ control }) => control)).toEqual(controls)
  })

  test('no VM is torn apart, and all have about as many', () => {
    const vms = shards.map(({ cells }) => new Set(moved(cells).map(({ vm }) => vm)))
    const all = vms.flatMap((some) => [...some])
    expect(new Set(all).size).toBe(all.length)
    const sizes = vms.map(({ size }) => size)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })
})

test('more shards than VMs are refused', () => {
  const [{ vm } = { vm: '' }] = moved(whole.cells)
  const one = { ...whole, cells: whole.cells.filter((cell) => cell.control || cell.vm === vm) }
  expect(() => shardOf(one, { number: 2, of: 2 })).toThrow('the scenario has 1 VMs to share out; expected at most 1')
})

test.each([
  ['2/5', {}, { number: 2, of: 5 }],
  [' 5 / 5 ', {}, { number: 5, of: 5 }],
  ['5', { JOB_COMPLETION_INDEX: '0' }, { number: 1, of: 5 }],
  ['5', { JOB_COMPLETION_INDEX: '4' }, { number: 5, of: 5 }],
  ['2/5', { JOB_COMPLETION_INDEX: '4' }, { number: 2, of: 5 }],
])('%j with %j', (written, environment, shard) => {
  expect(readShard(written, environment)).toEqual(shard)
})

test.each([
  ['5', {}, 'which of them? Expected 2/5, or JOB_COMPLETION_INDEX'],
  ['0/5', {}, 'expected 1/5 to 5/5'],
  ['6/5', {}, 'expected 1/5 to 5/5'],
  ['two', {}, 'expected 1/5 to 5/5'],
  ['5', { JOB_COMPLETION_INDEX: '5' }, 'JOB_COMPLETION_INDEX is 5'],
])('%j with %j is refused', (written, environment, words) => {
  expect(() => readShard(written, environment)).toThrow(words)
})
