import { expect, test } from 'vitest'
import type { Attempt } from '../../src/repro/attempt.js'
import { offsetsOf } from '../../src/repro/ladder.js'
import { bracketOf, candidates, closer, isSure, simpler, surest } from '../../src/repro/shrink.js'
import { byLength, simplest, type Trial, trialsOf } from '../../src/repro/trial.js'
import { cell } from '../report/build-report.js'

const pause = (ms: number, changes: Partial<Extract<Attempt, { kind: 'pause' }>> = {}): Attempt => ({
  kind: 'pause',
  ms,
  wire: 'drop',
  times: 1,
  afterMs: 0,
  repeat: 1,
  ...changes,
})
const trial = (attempt: Attempt, shown: boolean): Trial => ({ attempt, cell: cell(), shown: shown ? 'seen' : null })
/** Shown so often of so many, at each length. */
const tried = (...lengths: readonly (readonly [ms: number, shown: number, of: number])[]): Trial[] =>
  lengths.flatMap(([ms, shown, of]) => Array.from({ length: of }, (_, n) => trial(pause(ms), n < shown)))

test('the bracket is between the shortest that mostly shows it and what is next below', () => {
  expect(bracketOf(tried([1000, 0, 2], [2000, 1, 4], [3000, 2, 2], [4000, 2, 2]))).toMatchObject({
    shows: { ms: 3000 },
    spares: { ms: 2000 },
  })
  expect(bracketOf(tried([1000, 2, 2]))).toMatchObject({ shows: { ms: 1000 }, spares: null })
  expect(bracketOf(tried([1000, 0, 2]))).toBeUndefined()
})

test('it is looked closer until it is close enough, down to the shortest where nothing spares it', () => {
  const [bracket] = [bracketOf(tried([1000, 0, 2], [3000, 2, 2]))]
  if (bracket === undefined) throw new Error('no bracket')
  const next = closer(bracket, 3, 100)
  expect(next).toHaveLength(3)
  expect(Math.min(...next)).toBeGreaterThan(1000)
  expect(Math.max(...next)).toBeLessThan(3000)
  const close = bracketOf(tried([2950, 0, 2], [3000, 2, 2]))
  expect(close && closer(close, 3, 100)).toEqual([])
  const open = bracketOf(tried([1000, 2, 2]))
  expect(open && closer(open, 3, 100)[0]).toBe(100)
})

test('few trials may be luck: sure is what showed it every time of five', () => {
  expect(isSure({ shown: 2, of: 2 })).toBe(false)
  expect(surest(byLength(tried([1000, 2, 2], [1250, 4, 5], [1600, 5, 5], [2000, 6, 6])))?.ms).toBe(1600)
  expect(surest(byLength(tried([1000, 2, 2], [1250, 4, 5], [1600, 3, 5])))?.ms).toBe(1250)
  expect(candidates(1000)).toEqual([1000, 1250, 1600])
})

test('what is simple is believed before what is short, and what is dependable before both', () => {
  const several = trial(pause(500, { times: 3 }), true)
  const held = trial(pause(800, { wire: 'hold' }), true)
  const plain = trial(pause(2000), true)
  expect(simplest([several, held, plain])?.attempt).toEqual(plain.attempt)
  expect(simplest([trial(pause(900), true), trial(pause(900), false), trial(pause(900), false), plain])).toBe(plain)
  expect(simplest([trial(pause(900), false)])).toBeUndefined()
})

test('of several pauses, of held packets and of whole migrations a plain pause is tried', () => {
  const offsets = offsetsOf(1, 1000)
  const plain = (attempt: Attempt): Attempt[] =>
    simpler(trial(attempt, true), offsets).filter(({ kind }) => kind === 'pause')
  const move: Attempt = { kind: 'move', preset: 'vmotion', memory: '1 GiB', ms: 400, takesMs: 9000, repeat: 1 }
  expect(plain(move)[0]).toMatchObject({ ms: 400, wire: 'drop', times: 1 })
  expect(plain(pause(500, { times: 3 }))[0]).toMatchObject({ ms: 500, times: 1 })
  expect(plain(pause(500, { wire: 'hold' }))[0]).toMatchObject({ wire: 'drop' })
  expect(plain(pause(500))).toEqual([])
})

test('a trial is of its attempt; the control and what nothing can be said of are none; the evidence stands alone', () => {
  const attempt = pause(1000)
  const preset = 'pause-1000ms-drop-at-0ms'
  const expected = { without: ['exit 1'] }
  const trials = trialsOf(
    [attempt],
    [
      cell({ preset, expected, shortfalls: ['exit 1: ended with status 1'] }),
      cell({ preset, expected }),
      cell({ preset, verdict: 'inconclusive' }),
      cell({ preset, control: true }),
    ],
  )
  expect(trials.map(({ shown }) => shown)).toEqual(['ended with status 1', null])
})
