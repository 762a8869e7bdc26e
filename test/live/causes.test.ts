/** Causes while a run goes on. */
import { expect, test } from 'vitest'
import { deathsExplained } from '../../src/live/causes.js'
import {
  blackoutOf,
  blackoutPlayed,
  cellOf,
  connected,
  exchanges,
  failed,
  gaveUp,
  runStarted,
  startMs,
} from '../judge/history-of.js'

const cell = cellOf({ phases: [blackoutOf(30_000)], outcome: 'moved' })

test('a death is explained from the history so far, and only what was asked for', () => {
  const diedMs = startMs + 20_000
  const history = [
    runStarted([cell]),
    connected(cell, 1000),
    exchanges(cell, 1000, startMs),
    ...blackoutPlayed(cell, startMs, startMs + 30_000).slice(0, 4),
    failed(cell, startMs + 50, diedMs, 'ETIMEDOUT'),
    gaveUp(cell, diedMs),
  ]
  expect(deathsExplained(history, [cell.id]).get(cell.id)).toMatch(/ETIMEDOUT|tcp_retries2/)
  expect(deathsExplained(history, [])).toEqual(new Map())
})
