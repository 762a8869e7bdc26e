import { expect, test } from 'vitest'
import { type Attempt, inWords, labelOf, tookMs } from '../../src/repro/attempt.js'
import { ladder, offsetsOf, type Space } from '../../src/repro/ladder.js'

const move = { kind: 'move', preset: 'mscs-failover', memory: '1 GiB', ms: 4500, takesMs: 5000 } as const
const space = (changes: Partial<Space> = {}): Space => ({
  range: [100, 60_000],
  wires: ['drop', 'hold'],
  moves: [move],
  known: [],
  lengths: 4,
  repeat: 1,
  offsets: offsetsOf(1, 2000),
  ...changes,
})
const pausesOf = (attempts: readonly Attempt[]) => attempts.flatMap((each) => (each.kind === 'pause' ? [each] : []))

test('shorter pauses come first; every rung begins above the one before and ends at its top', () => {
  const rungs = ladder(space())
  expect(rungs.map(({ toMs }) => toMs)).toEqual([1000, 4000, 15_000, 60_000])
  const lengths = rungs.map(({ attempts }) => pausesOf(attempts).map(({ ms }) => ms))
  for (const [index, rung] of lengths.entries()) {
    expect(Math.max(...rung)).toBe(rungs[index]?.toMs)
    expect(Math.min(...rung)).toBeGreaterThanOrEqual(index === 0 ? 100 : Math.max(...(lengths[index - 1] ?? [])))
  }
})

test('every length is tried with every wire, one of them several times in a row, and no VM twice', () => {
  for (const { attempts } of ladder(space({ repeat: 2 }))) {
    const once = pausesOf(attempts).filter(({ times }) => times === 1)
    expect(once).toHaveLength(4 * 2 * 2)
    expect(pausesOf(attempts).filter(({ times }) => times > 1)).toHaveLength(1)
    expect(new Set(attempts.map(labelOf)).size).toBe(attempts.length)
  }
})

test('a move is on the rung that it fits, by all the time that it takes', () => {
  const rungs = ladder(space()).map(({ attempts }) => attempts.some(({ kind }) => kind === 'move'))
  expect(rungs).toEqual([false, false, true, false])
})

test('pauses that are known to have happened come first, at several moments', () => {
  const [first] = ladder(space({ known: [8200] }))
  expect(pausesOf(first?.attempts ?? []).map(({ ms }) => ms)).toEqual([8200, 8200, 8200, 8200])
  expect(new Set(pausesOf(first?.attempts ?? []).map(({ afterMs }) => afterMs)).size).toBe(4)
})

test('the same seed gives the same moments, another seed others, all within the rhythm', () => {
  const some = (seed: number): number[] => {
    const offsets = offsetsOf(seed, 2000)
    return Array.from({ length: 50 }, () => offsets.next())
  }
  expect(some(7)).toEqual(some(7))
  expect(some(7)).not.toEqual(some(8))
  expect(Math.min(...some(7))).toBeGreaterThanOrEqual(0)
  expect(Math.max(...some(7))).toBeLessThanOrEqual(2000)
})

test('an attempt in words, and how long it takes', () => {
  const pause = { kind: 'pause', ms: 4100, wire: 'drop', times: 3, afterMs: 0, repeat: 1 } as const
  expect(inWords(pause)).toBe('3 pauses of 4.1 s, packets to it lost')
  expect(tookMs(pause)).toBe(12_300)
  expect(inWords({ ...move, repeat: 1 })).toBe('mscs-failover with 1 GiB')
  expect(labelOf({ ...move, repeat: 2 })).toBe('mscs-failover-1-gib-2')
})
