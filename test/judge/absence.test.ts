/** Somebody who should have noticed was not there: nothing can be said then. */
import { expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import {
  blackoutOf,
  blackoutPlayed,
  cellOf,
  connected,
  endOf,
  exchanges,
  failed,
  gaveUp,
  runEnded,
  runStarted,
  slowExchange,
  startMs,
} from './history-of.js'

const blackoutMs = 8000
const backMs = startMs + blackoutMs
const cell = cellOf({ phases: [blackoutOf(blackoutMs)], outcome: 'moved' })

const judged = (...events: HistoryEvent[]) =>
  judge([
    runStarted([cell]),
    connected(cell, 1000),
    exchanges(cell, 2000, startMs),
    ...blackoutPlayed(cell, startMs, backMs),
    ...events,
    runEnded,
  ]).cells[0]

const away = (process: string, fromMs: number, toMs: number): HistoryEvent => ({
  type: 'hiccup',
  process,
  atMs: toMs,
  tookMs: toMs - fromMs,
})
const client = `client ${cell.profile} ${cell.session}`
const vm = `vm ${cell.vm}`
const wentOn = [exchanges(cell, backMs + 1000, backMs + 5000), ...endOf(cell, true)]

test('a client that did not run through the blackout was not unaffected by it', () => {
  const result = judged(away(client, startMs + 20, backMs + 500), ...wentOn)
  expect(result).toMatchObject({
    verdict: 'inconclusive',
    why: 'its client did not run for 7980 ms of the blackout, and could not notice it meanwhile',
  })
})

test('nor stalled one for as long as the rest of it', () => {
  const restMs = startMs + 5000
  const result = judged(away(client, startMs + 20, restMs), slowExchange(cell, restMs + 10, backMs + 100), ...wentOn)
  expect(result?.verdict).toBe('inconclusive')
})

test('who waited already has noticed, however little the client ran meanwhile', () => {
  const result = judged(
    slowExchange(cell, startMs - 1, backMs + 400),
    away(client, startMs + 2000, startMs + 2400),
    ...wentOn,
  )
  expect(result?.verdict).toBe('stalled')
})

test('a VM that somebody kept from running after its blackout was away for longer than planned', () => {
  const died = [failed(cell, startMs, backMs + 4000, 'ETIMEDOUT'), gaveUp(cell, backMs + 4000), ...endOf(cell, false)]
  expect(judged(away(vm, startMs, backMs + 10), ...died)?.verdict).toBe('died')
  expect(judged(away(vm, startMs, backMs + 3000), ...died)).toMatchObject({
    verdict: 'inconclusive',
    why: 'our own host did not run for 3000 ms of it',
  })
})
