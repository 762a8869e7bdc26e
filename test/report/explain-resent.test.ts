import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { gatherFacts } from '../../src/judge/facts.js'
import { type Resent, resentBy } from '../../src/report/explain/resent.js'
import { blackoutOf, cellOf, connected, failed, runStarted } from '../judge/history-of.js'

const cell = cellOf({ phases: [blackoutOf(8000)], outcome: 'moved' })

/** A socket whose exchange began at 10 s and failed at 30 s. */
const resent = (...words: readonly HistoryEvent[]): Resent[] => {
  const [facts] = gatherFacts([
    runStarted([cell]),
    connected(cell, 100),
    failed(cell, 10_000, 30_000, 'ETIMEDOUT'),
    ...words,
  ]).cells
  return facts === undefined ? [] : resentBy(facts)
}

const destroyed = (atMs: number, info: Record<string, string>): HistoryEvent => ({
  type: 'socket-destroyed',
  atMs,
  profile: 'linux',
  localPort: 40_001,
  info,
})

const sampled = (atMs: number, info: Record<string, string>): HistoryEvent => ({
  type: 'sockets-sampled',
  atMs,
  profile: 'linux',
  sockets: [{ localPort: 40_001, peer: '10.0.0.3:7', state: 'ESTAB', info }],
})

const times = (all: readonly Resent[]): number[] => all.map(({ atMs }) => Math.round(atMs))

describe('when a segment was sent again', () => {
  test('is reckoned back from the last time: each wait was half of the one after it', () => {
    const all = resent(destroyed(30_000, { retrans: '1/3', rto: '1600', lastsnd: '18600' }))
    expect(times(all)).toEqual([10_200, 10_600, 11_400])
    expect(all.map(({ number, seen }) => [number, seen])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ])
    expect(all.at(-1)?.rtoMs).toBe(1600)
  })

  test('takes into account that timers are late', () => {
    const late = resent(destroyed(30_000, { retrans: '1/3', rto: '1600', lastsnd: '18460' }))
    expect(times(late)).toEqual([10_220, 10_660, 11_540])
  })

  test('does not number a loss probe, which the kernel counts without doubling the wait', () => {
    expect(times(resent(destroyed(30_000, { retrans: '1/4', rto: '1600', lastsnd: '18600' })))).toEqual([
      10_200, 10_600, 11_400,
    ])
  })

  test('is the moment of the last words where they leave out what is 0', () => {
    expect(times(resent(destroyed(11_400, { retrans: '1/3', rto: '1600' })))).toEqual([10_200, 10_600, 11_400])
  })

  test('what was seen in a sample stands in place of what is reckoned', () => {
    const all = resent(
      sampled(10_700, { backoff: '2', retrans: '1/2', rto: '800', lastsnd: '95' }),
      destroyed(30_000, { backoff: '3', retrans: '1/3', rto: '1600', lastsnd: '18600' }),
    )
    expect(all.map(({ atMs, seen }) => [Math.round(atMs), seen])).toEqual([
      [10_200, false],
      [10_605, true],
      [11_400, true],
    ])
  })

  test('is not known where nothing was outstanding, or nobody waited', () => {
    expect(resent(destroyed(30_000, { retrans: '0/3', rto: '204', lastsnd: '40' }))).toEqual([])
    expect(resent(destroyed(9000, { retrans: '1/3', rto: '1600', lastsnd: '40' }))).toEqual([])
    expect(resent()).toEqual([])
  })
})
