/** What is remembered of a run while it goes on. */
import { expect, test } from 'vitest'
import { deathsExplained } from '../../src/live/causes.js'
import { newMemory } from '../../src/live/memory.js'
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

test('a session that talks for hours takes no more room than one that talks for seconds, and its death is explained', () => {
  const memory = newMemory(100)
  memory.hear(runStarted([cell]))
  memory.hear(connected(cell, 1000))
  for (let second = 0; second < 10_000; second += 1) memory.hear(exchanges(cell, second, second + 1))
  for (const event of blackoutPlayed(cell, startMs, startMs + 30_000).slice(0, 4)) memory.hear(event)
  memory.hear(failed(cell, startMs + 50, startMs + 20_000, 'ETIMEDOUT'))
  memory.hear(gaveUp(cell, startMs + 20_000))
  const history = memory.history() ?? []
  expect(history.length).toBeLessThan(20)
  expect(deathsExplained(history, [cell.id]).get(cell.id)).toMatch(/ETIMEDOUT|tcp_retries2/)
})

test('of more than it keeps it says nothing rather than half of it', () => {
  const memory = newMemory(100)
  memory.hear(runStarted([cell]))
  const sockets = Array.from({ length: 99 }, (_, port) => ({ localPort: port, peer: '', state: 'ESTAB', info: {} }))
  memory.hear({ type: 'sockets-sampled', atMs: 0, profile: 'linux', sockets })
  expect(memory.history()).toHaveLength(2)
  memory.hear(connected(cell, 1000))
  expect(memory.history()).toBeUndefined()
})
