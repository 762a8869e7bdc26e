import { describe, expect, test } from 'vitest'
import { bandsOf, limitMs, pointsOf } from '../../src/tune/bands.js'
import type { Trial } from '../../src/tune/result.js'

const retries = { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5 } as const
const timer = { owner: 'application', setting: 'command timeout', value: 30_000 } as const

const trial = (plannedMs: number, verdict: Trial['verdict'], cause: Trial['cause'] = retries): Trial => ({
  id: `pause-${plannedMs}ms`,
  plannedMs,
  pauseMs: plannedMs + 1,
  verdict,
  cause: verdict === 'died' || verdict === 'reconnected' ? cause : null,
  longestStallMs: plannedMs,
})
const bands = (trials: readonly Trial[]) => bandsOf(pointsOf(trials))

describe('bands', () => {
  test('are where the same comes of a session, from the first pause of it that was tried to the last', () => {
    const found = bands([trial(100, 'unaffected'), trial(2000, 'stalled'), trial(9000, 'died'), trial(20_000, 'died')])
    expect(found).toMatchObject([
      { fate: 'outlives', fromMs: 101, toMs: 2001, of: 2, outlived: 1, endings: [] },
      { fate: 'ends', fromMs: 9001, toMs: 20_001, of: 2, outlived: 0, reconnected: 0, endings: [retries] },
    ])
  })

  test('where it depends on the moment, the same pause was outlived by some', () => {
    const found = bands([trial(100, 'stalled'), trial(9000, 'stalled'), trial(9000, 'died'), trial(10_000, 'died')])
    expect(found.map(({ fate, outlived }) => [fate, outlived])).toEqual([
      ['outlives', 1],
      ['either', 0.5],
      ['ends', 0],
    ])
  })

  test('chance within such a stretch is no band of its own, a wide one is', () => {
    const either = (ms: number): Trial[] => [trial(ms, 'stalled'), trial(ms, 'died')]
    const lucky = [trial(9100, 'stalled'), trial(9100, 'stalled')]
    expect(bands([...either(9000), ...lucky, ...either(9200)])).toMatchObject([
      { fate: 'either', fromMs: 9001, toMs: 9201, of: 6, outlived: 4 / 6 },
    ])
    const wide = [trial(9100, 'stalled'), trial(12_000, 'stalled')]
    expect(bands([...either(9000), ...wide, ...either(13_000)]).map(({ fate }) => fate)).toEqual([
      'either',
      'outlives',
      'either',
    ])
  })

  test('a lucky one among those that die is told with them, a death among those that live is not', () => {
    const found = bands([trial(9000, 'died'), trial(20_000, 'stalled'), trial(30_000, 'died')])
    expect(found).toMatchObject([{ fate: 'ends', fromMs: 9001, toMs: 30_001, of: 3, outlived: 1 / 3 }])
    const unlucky = bands([trial(9000, 'stalled'), trial(20_000, 'died'), trial(30_000, 'stalled')])
    expect(unlucky.map(({ fate }) => fate)).toEqual(['outlives', 'ends', 'outlives'])
  })

  test('another timer is another band', () => {
    const found = bands([trial(9000, 'died'), trial(31_000, 'died', timer), trial(32_000, 'reconnected', timer)])
    expect(found).toMatchObject([{ endings: [retries] }, { endings: [timer], reconnected: 0.5 }])
  })
})

test('the limit is the end of the first band, if that is outlived at all', () => {
  expect(limitMs(bands([trial(100, 'stalled'), trial(9000, 'died'), trial(20_000, 'stalled')]))).toBe(101)
  expect(limitMs(bands([trial(100, 'died')]))).toBeNull()
  expect(limitMs([])).toBeNull()
})
