import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { reportSchema } from '../../src/result.js'
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
  startMs,
} from '../judge/history-of.js'
import { wholeRun } from '../report/build-run.js'
import { emptyFolder, outlive } from './outlive.js'

/** A folder with a record in it, as a run would have left it there. */
const recordOf = (history: readonly HistoryEvent[]): string => {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'record'))
  writeFileSync(join(folder, 'record/history.jsonl'), history.map((event) => `${JSON.stringify(event)}\n`).join(''))
  return folder
}

describe('outlive report', () => {
  test('judges a record again and shows it', async () => {
    const { stdout } = await outlive(['report', 'record'], { cwd: recordOf(wholeRun) })
    expect(stdout).toMatch(/^small: 2 sessions, 19\.5 s, engine netns/)
    expect(stdout).toMatch(/^Record {6}record$/m)
  })

  test('ends with status 3 when of some session nothing can be said', async () => {
    const cut = wholeRun.filter(({ type }) => type !== 'run-ended')
    const { stdout, exitCode } = await outlive(['report', 'record'], { cwd: recordOf(cut) })
    expect(exitCode).toBe(3)
    expect(stdout).toContain('! The run did not finish (broken off)')
  })

  test('ends with status 3 when a session came out other than predicted, if that is asked for', async () => {
    const cell = cellOf({ phases: [blackoutOf(3000)], outcome: 'moved' })
    const cwd = recordOf([
      runStarted([cell]),
      connected(cell, 100),
      exchanges(cell, 200, startMs),
      ...blackoutPlayed(cell, startMs, startMs + 3000),
      failed(cell, startMs, startMs + 3500, 'ECONNRESET'),
      gaveUp(cell, startMs + 3500),
      ...endOf(cell, false),
      runEnded,
    ])
    const [lax, strict] = await Promise.all([
      outlive(['report', 'record'], { cwd }),
      outlive(['report', 'record', '--strict'], { cwd }),
    ])
    expect(lax.stdout).toMatch(/^! Not as predicted: 1 session .*: died, predicted was\n? +stalled for \d\.\d s/m)
    expect(strict.stdout).toBe(lax.stdout)
    expect([lax.exitCode, strict.exitCode]).toEqual([0, 3])
  })

  test('shows several ways at once, and writes to files', async () => {
    const cwd = recordOf(wholeRun)
    const { stdout } = await outlive(['report', 'record', '--reporter', 'pretty,json=out.json'], { cwd })
    expect(stdout).toContain('In short: ')
    expect(reportSchema.parse(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).name).toBe('small')
  })

  test('gives JSON and nothing else on stdout', async () => {
    const { stdout, stderr } = await outlive(['report', 'record', '--reporter', 'json'], { cwd: recordOf(wholeRun) })
    expect(reportSchema.parse(JSON.parse(stdout)).cells).toHaveLength(3)
    expect(stderr).toBe('')
  })

  test('has colours when they are asked for, none in a pipe, and ASCII in the C locale', async () => {
    const cwd = recordOf(wholeRun)
    const [pipe, forced, c] = await Promise.all([
      outlive(['report', 'record'], { cwd }),
      outlive(['report', 'record'], { cwd, env: { FORCE_COLOR: '1' } }),
      outlive(['report', 'record'], { cwd, env: { LANG: 'C' } }),
    ])
    expect(pipe.stdout).not.toContain('\u001b[')
    expect(forced.stdout).toContain('\u001b[')
    expect(c.stdout).toMatch(/^[\x20-\x7e\n]*$/)
  })

  test('refuses a record of a newer version, and says which this one reads', async () => {
    const newer = { ...runStarted([]), version: 2 } as unknown as HistoryEvent
    const { stderr, exitCode } = await outlive(['report', 'record'], { cwd: recordOf([newer]) })
    expect(stderr).toContain('is a record of version 2, written by outlive 0; this outlive reads versions up to 1')
    expect(exitCode).toBe(2)
  })

  test.each([
    ['is empty', ''],
    ['is of something else', '{"a":1}\n'],
    ['is damaged', '{"type":\n{"a":1}\n'],
  ])('refuses a history that %s', async (_, text) => {
    const cwd = recordOf([])
    writeFileSync(join(cwd, 'record/history.jsonl'), text)
    const { stderr, exitCode } = await outlive(['report', 'record'], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^outlive: record/)
    expect(stderr).not.toContain('    at ')
  })
})
