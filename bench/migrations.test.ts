/**
 * The same sessions through a thousand moves back to back. With 64 MiB they are 0.67 s apart: were they nearer, retransmissions of a profile whose
 * smallest timeout is 0.3 s could fall into the next blackout.
 */
import { expect, test } from 'vitest'
import { netnsMissing, play } from '../test/real/play.js'

const migrations = Number(process.env.OUTLIVE_MIGRATIONS ?? 1000)

test.skipIf(netnsMissing !== '')(`${migrations} migrations by vmotion`, async () => {
  const { report, history } = await play({
    name: 'thousand',
    presets: ['vmotion'],
    memory: ['64 MiB'],
    sessions: ['echo', 'file-copy', 'console', 'database'],
    shapes: ['talking', 'idle', 'listening'],
    profiles: ['windows-2008', 'linux'],
    migrations,
  })
  const moved = report.cells.filter(({ control }) => !control)
  console.table(
    moved.map(({ session, shape, profile, verdict, longestStallMs, exchanges, lost }) => ({
      session,
      shape,
      profile,
      verdict,
      'longest stall, ms': longestStallMs,
      exchanges,
      lost,
    })),
  )
  expect(history.filter(({ type }) => type === 'moved')).toHaveLength(migrations)
  for (const { id, verdict, why, lost, duplicated, corrupted } of moved) {
    expect({ id, verdict, why: verdict === 'unaffected' ? '' : why }).toEqual({ id, verdict: 'unaffected', why: '' })
    expect({ id, lost, duplicated, corrupted }).toEqual({ id, lost: 0, duplicated: 0, corrupted: 0 })
  }
})
