/** Frames that are kept while a run goes on. */
import { expect, test } from 'vitest'
import { excerpt, newFilm, withFrame } from '../../src/live/film.js'
import type { Frame, LogEntry } from '../../src/live/format.js'
import { mostEntries } from '../../src/live/log.js'

const frame = (atMs: number, log?: LogEntry[]): Frame => ({
  atMs,
  stage: '',
  vms: [],
  sessions: 't',
  ...(log && { log }),
})

const film = (count: number, most: number) => {
  let kept = newFilm()
  for (let nth = 0; nth < count; nth += 1) kept = withFrame(kept, frame(nth), most)
  return kept.frames.map(({ atMs }) => atMs)
}

test('all frames while there are few', () => {
  expect(film(5, 10)).toEqual([0, 1, 2, 3, 4])
})

test('of many the last ones, fewer of the older, in order, and never more than it may', () => {
  const kept = film(10_000, 100)
  expect(kept.length).toBeLessThanOrEqual(100)
  expect(kept.slice(-50)).toEqual(Array.from({ length: 50 }, (_, nth) => 9950 + nth))
  expect(kept).toEqual([...kept].sort((a, b) => a - b))
  expect(kept[0]).toBe(0)
})

test('what was logged is kept though its frame is not, with the last that was said of it', () => {
  const died: LogEntry = { key: 'd', atMs: 0, kind: 'died', vm: 0, session: 0, text: 'ETIMEDOUT' }
  let kept = withFrame(newFilm(), frame(0, [died]), 4)
  for (let nth = 1; nth < 50; nth += 1) kept = withFrame(kept, frame(nth), 4)
  kept = withFrame(kept, frame(50, [{ ...died, cause: 'a timer' }]), 4)
  expect([...kept.log.values()]).toEqual([{ ...died, cause: 'a timer' }])
})

test('an excerpt has no more than it may, evenly chosen, and the last', () => {
  const all = Array.from({ length: 600 }, (_, nth) => frame(nth))
  const times = (most: number) => excerpt(all, most).map(({ atMs }) => atMs)
  expect(times(600)).toHaveLength(600)
  expect(times(100)).toHaveLength(100)
  expect(times(99.5).length).toBeLessThanOrEqual(99)
  expect(times(3)).toEqual([199, 399, 599])
  expect(times(0)).toEqual([599])
})

test('of a log without end the newest entries are kept', () => {
  let kept = newFilm()
  for (let nth = 0; nth < 30; nth += 1) {
    const entries = Array.from({ length: 1000 }, (_, n): LogEntry => {
      return { key: `${nth} ${n}`, atMs: nth, kind: 'died', vm: 0, session: n, text: '' }
    })
    kept = withFrame(kept, frame(nth, entries), 4)
  }
  expect(kept.log.size).toBe(mostEntries)
  expect([...kept.log.keys()].at(-1)).toBe('29 999')
})
