/** A session of a crowd is judged as it would be alone, although only a part of what it did is kept. */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { crowdProcess } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import { type CellResult, reportSchema } from '../../src/result.js'
import { alone, asPlanned, backMs, crowdOf, diedMs, fates, lastWords } from './crowd-of.js'
import { runEnded, runStarted, startMs } from './history-of.js'

const judgedAlone = (name: string): CellResult => {
  const words: HistoryEvent = {
    type: 'socket-destroyed',
    atMs: diedMs,
    profile: 'linux',
    localPort: 40_001,
    info: lastWords,
  }
  return judge([runStarted([alone]), ...asPlanned, ...(fates[name] ?? []), words, runEnded]).cells[0] as CellResult
}

const judgedCrowd = (wanted: readonly string[], ...more: HistoryEvent[]): CellResult => {
  const [first, ...others] = crowdOf(wanted)
  const report = judge([...(first === undefined ? [] : [first]), ...more, ...others])
  expect(reportSchema.safeParse(report).error).toBeUndefined()
  return report.cells[0] as CellResult
}

describe('a session of a crowd', () => {
  test.each(Object.keys(fates))('that %s is judged as if it were alone', (name) => {
    const { verdict, cause, why, longestStallMs, exchanges, lost, ...others } = judgedAlone(name)
    // Of who did not wait for the VM it is not kept when it exchanged something again.
    const recoveryMs = name === 'waited for its VM' ? others.recoveryMs : null
    expect(judgedCrowd([name]).crowd?.worst).toEqual([
      expect.objectContaining({ number: 0, verdict, cause, why, longestStallMs, recoveryMs, exchanges, lost }),
    ])
  })
})

test('a crowd’s sessions are counted by verdict and by what decided, and its verdict is that of the worst off', () => {
  const wanted = [
    ...Array(90).fill('waited for its VM'),
    ...Array(8).fill('was not disturbed'),
    'was given up by its kernel',
    'has lost data',
  ]
  const { verdict, cause, crowd, longestStallMs, lost } = judgedCrowd(wanted)
  expect(verdict).toBe('died')
  expect(lost).toBe(1)
  expect(longestStallMs).toBe(25_400)
  expect(cause).toMatchObject({ setting: 'net.ipv4.tcp_retries2' })
  expect(crowd?.verdicts.map(({ verdict, seen }) => [verdict, seen])).toEqual([
    ['stalled', 90],
    ['unaffected', 8],
    ['died', 2],
  ])
  const died = crowd?.verdicts.find((each) => each.verdict === 'died')
  expect(died?.because.map(({ setting, owner, seen }) => [setting ?? owner, seen])).toHaveLength(2)
  expect(crowd?.stallMs).toMatchObject({ p50: 25_400, max: 25_400 })
  expect(crowd?.worst.length).toBeLessThan(wanted.length / 10)
})

test('of sessions that nothing is told of nothing can be said', () => {
  const events = crowdOf(['was not disturbed', 'was not disturbed'])
  const [begun, ...others] = events
  if (begun?.type !== 'run-started') throw new Error('no run')
  const cells = begun.cells.map((cell) => ({ ...cell, count: 5 }))
  const [cell] = judge([{ ...begun, cells }, ...others]).cells
  expect(cell?.verdict).toBe('inconclusive')
  expect(cell?.crowd?.verdicts.map(({ verdict, seen }) => [verdict, seen])).toEqual([
    ['inconclusive', 3],
    ['unaffected', 2],
  ])
})

test('a few of which nothing can be said do not hide the others', () => {
  const { verdict, crowd } = judgedCrowd([
    ...Array(199).fill('waited for its VM'),
    'does not answer and has not given up',
  ])
  expect(verdict).toBe('stalled')
  expect(crowd?.verdicts.at(-1)).toMatchObject({ verdict: 'inconclusive', seen: 1 })
})

test('where anybody is answered in a silence, nothing can be said of anybody', () => {
  const events = crowdOf(['was not disturbed', 'waited for its VM']).map((event) =>
    event.type === 'crowd-summed'
      ? { ...event, slots: [[startMs + 3000, startMs + 3040, startMs + 3010, 7] as const] }
      : event,
  )
  const [cell] = judge(events).cells
  expect(cell?.verdict).toBe('inconclusive')
  expect(cell?.crowd?.verdicts[0]?.because[0]?.text).toContain('the wire was not silent')
})

test('a hiccup of its own process excuses a session, one of another part’s does not', () => {
  const hiccup = (part: number): HistoryEvent => ({
    type: 'hiccup',
    process: crowdProcess({ id: 'crowd' }, part),
    atMs: backMs + 8000,
    tookMs: 25_000,
  })
  expect(judgedCrowd(['waited for its VM'], hiccup(1)).verdict).toBe('stalled')
  expect(judgedCrowd(['waited for its VM'], hiccup(0)).verdict).toBe('inconclusive')
})

test('what several processes lost at the same time is lost once', () => {
  const lost: HistoryEvent[] = Array.from({ length: 9 }, () => ({
    type: 'hiccup',
    process: `vm ${alone.vm}`,
    atMs: backMs + 8000,
    tookMs: 1200,
  }))
  expect(judgedCrowd(['waited for its VM'], ...lost).verdict).toBe('stalled')
})

test('what parts of a crowd measured before the migration is added up, whichever of them waited longest', () => {
  const part = (number: number, ...tookMs: number[]): HistoryEvent => {
    const baseline = build({ numberOfSignificantValueDigits: 2 })
    for (const ms of tookMs) baseline.recordValue(ms * 1000)
    const encoded = encodeIntoCompressedBase64(baseline)
    return { type: 'crowd-summed', crowd: 'crowd', atMs: 80_000, part: number, baseline: encoded, slots: [] }
  }
  // To two digits, of 1, 2 and 500 ms.
  for (const parts of [
    [part(1, 1, 2), part(2, 500)],
    [part(1, 500), part(2, 1, 2)],
  ])
    expect(judgedCrowd(['was not disturbed'], ...parts).crowd?.baselineMs).toMatchObject({ p50: 2.01, max: 501.76 })
})
