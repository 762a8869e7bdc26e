/** From events to what a page draws. */
import { expect, test } from 'vitest'
import type { Cell } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import type { Frame, Reel } from '../../src/live/format.js'
import { reelOf } from '../../src/live/frames.js'
import { watchRun } from '../../src/live/watch.js'
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
} from '../judge/history-of.js'
import { wholeRun } from '../report/build-run.js'

const plan = { phases: [blackoutOf(8000)], outcome: 'moved' as const }
const talking = cellOf(plan)
const moved: HistoryEvent = { type: 'moved', atMs: startMs + 8000, vm: talking.vm, to: 'host B' }

const history = (cell: Cell, ...events: HistoryEvent[]): HistoryEvent[] =>
  [
    runStarted([cell]),
    { type: 'vm', atMs: 500, vm: cell.vm, state: 'ready' } as const,
    connected(cell, 1000),
    ...blackoutPlayed(cell, startMs, startMs + 8000),
    moved,
    ...events,
  ].sort((a, b) => a.atMs - b.atMs)

const at = ({ frames }: Reel, atMs: number): Frame => frames.find((frame) => frame.atMs >= atMs) as Frame
const letters = (reel: Reel, ...times: number[]): string => times.map((atMs) => at(reel, atMs).sessions).join('')

test('a thread is taut, hangs while its answer is overdue, and is taut again when it has been answered', () => {
  const back = startMs + 8000 + 500
  const reel = reelOf(
    history(
      talking,
      exchanges(talking, 1000, startMs),
      slowExchange(talking, startMs + 50, back),
      exchanges(talking, back, 30_000),
    ),
  )
  expect(letters(reel, 500, 5000, startMs + 1000, startMs + 2000, startMs + 8000, back, 20_000)).toBe('.ttssc' + 'c')
})

test('it snaps when its client gives up, with the error, and what came of it is told once', () => {
  const diedMs = startMs + 6000
  const events = history(
    talking,
    exchanges(talking, 1000, startMs),
    failed(talking, startMs + 50, diedMs, 'ETIMEDOUT'),
    gaveUp(talking, diedMs + 1),
    ...endOf(talking, false),
    runEnded,
  )
  const report = judge(events)
  const reel = reelOf(events, report.cells)
  expect(letters(reel, startMs + 5900, diedMs + 100, 60_000)).toBe('sdd')
  const log = reel.frames.flatMap(({ log = [] }) => log)
  expect(log.filter(({ session }) => session !== null)).toEqual([
    expect.objectContaining({ kind: 'died', text: 'ETIMEDOUT', atMs: diedMs + 1, cause: report.cells[0]?.why }),
  ])
  expect(reel.frames.at(-1)).toMatchObject({ ended: 'finished', verdicts: [report.cells[0]?.verdict] })
})

test('between a broken connection and a new one both ends hang, and it carries on over the new one', () => {
  const brokeMs = startMs + 9000
  const reel = reelOf(
    history(
      talking,
      exchanges(talking, 1000, startMs),
      failed(talking, startMs + 50, brokeMs, 'ECONNRESET'),
      failed(talking, brokeMs + 500, brokeMs + 501, 'ECONNREFUSED', { during: 'connect' }),
      connected(talking, brokeMs + 2000, 3),
      exchanges(talking, brokeMs + 2000, 30_000),
    ),
  )
  expect(letters(reel, brokeMs + 100, brokeMs + 1000, brokeMs + 2100, 25_000)).toBe('bbrr')
  const told = reel.frames.flatMap(({ log = [] }) => log).filter(({ session }) => session !== null)
  expect(told.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'broke ECONNRESET',
    'reconnected connected anew after 11.0 s',
  ])
})

test('who does not answer when asked in the end is silent, whatever came of it before', () => {
  const reel = reelOf(history(talking, exchanges(talking, 1000, 79_900), ...endOf(talking, false), runEnded))
  expect(letters(reel, 79_800, 80_200, 90_000)).toBe('tss')
})

test('an idle session is idle until it is used again; then it is silent when nothing comes', () => {
  const idle = cellOf(plan, { shape: 'idle' })
  const reel = reelOf(history(idle, exchanges(idle, 1000, 1200), { ...runEnded, atMs: 40_000 }))
  expect(letters(reel, 5000, startMs + 5000, startMs + 8900, startMs + 12_000)).toBe('iiis')
})

test('somebody’s own program is silent only for longer than it ever was before', () => {
  const own = cellOf(plan, { session: 'mine', command: { name: 'mine' } as never })
  const said = (endMs: number, gapMs: number): HistoryEvent => ({
    type: 'exchanges',
    cell: own.id,
    atMs: endMs,
    done: [[endMs, gapMs]],
  })
  const reel = reelOf(history(own, said(2000, 1000), said(7000, 5000), said(9000, 2000), { ...runEnded, atMs: 40_000 }))
  expect(letters(reel, 8000, startMs + 4900, startMs + 6000)).toBe('tts')
})

test('the VM is frozen while it is silent, and then on the host that it was moved to', () => {
  const { head, frames } = reelOf(history(talking, { ...runEnded, atMs: 40_000 }))
  const reel = { head, frames }
  expect(head.vms[0]).toMatchObject({ hosts: ['A', 'B'], phases: [{ kind: 'blackout', to: 'B', durationMs: 8000 }] })
  expect(at(reel, 5000).vms[0]).toMatchObject({ host: 'A', frozen: false, phase: null, wire: 'none', startedMs: null })
  expect(at(reel, startMs + 4000).vms[0]).toMatchObject({
    host: 'A',
    frozen: true,
    phase: 'blackout',
    wire: 'drop',
    stage: 'BLACKOUT 4.0 s left',
    startedMs: startMs,
  })
  expect(at(reel, startMs + 9000).vms[0]).toMatchObject({ host: 'B', frozen: false, phase: null })
})

test('while a run goes on, exchanges that are told a second late make nobody silent', () => {
  const watch = watchRun({ lateMs: 1500 })
  for (const event of [runStarted([talking]), connected(talking, 1000)]) watch.hear(event)
  const seen = new Set<string>()
  for (let atMs = 1100; atMs < 20_000; atMs += 100) {
    // A second's worth each second, and the telling takes 0.4 s.
    if (atMs > 2000 && atMs % 1000 === 400) watch.hear(exchanges(talking, atMs - 1400, atMs - 400))
    seen.add(watch.frameAt(atMs).sessions)
  }
  expect([...seen]).toEqual(['t'])
  expect(watch.frameAt(22_000).sessions).toBe('t')
  expect(watch.frameAt(23_000).sessions).toBe('s')
})

test('what is dead is explained later, in the place of what was said of it', () => {
  const watch = watchRun({ lateMs: 1500 })
  for (const event of [runStarted([talking]), connected(talking, 1000), gaveUp(talking, 2000)]) watch.hear(event)
  const [said] = watch.frameAt(2100).log ?? []
  expect(said).toMatchObject({ kind: 'died', text: 'the test' })
  expect(said).not.toHaveProperty('cause')
  expect(watch.unexplained(1900)).toEqual([])
  expect(watch.unexplained(2500)).toEqual([talking.id])
  watch.explain(new Map([[talking.id, 'because of a timer']]))
  expect(watch.frameAt(2600).log).toEqual([{ ...said, cause: 'because of a timer' }])
  expect(watch.unexplained(2500)).toEqual([])
})

test('a long run has no more frames than a page can hold, and its last one', () => {
  const hour = 3_600_000
  const { frames } = reelOf([runStarted([talking]), { ...runEnded, atMs: hour }])
  expect(frames.length).toBeLessThanOrEqual(3001)
  expect(frames.at(-1)?.atMs).toBe(hour)
})

test('a run that was broken off is played as far as it went', () => {
  const { frames } = reelOf(wholeRun.slice(0, -3))
  expect(frames.at(-1)).toMatchObject({ ended: 'broken off' })
})

test('every frame has a letter for each session and an entry for each VM, and times go up', () => {
  const { head, frames } = reelOf(wholeRun)
  expect(head.vms.map(({ name }) => name)).toEqual(['moved', 'control'])
  expect(head.sessions.map(({ vm }) => vm)).toEqual([0, 0, 1])
  for (const [nth, { sessions, vms, atMs }] of frames.entries()) {
    expect(sessions).toHaveLength(3)
    expect(vms).toHaveLength(2)
    expect(atMs).toBeGreaterThan(frames[nth - 1]?.atMs ?? -1)
  }
  expect(frames.map(({ sessions }) => sessions[2]).join('')).not.toMatch(/[bd]/)
  expect(frames.at(-1)?.sessions[1]).toBe('d')
})

test('an event without a time, in a damaged record, is left out', () => {
  const damaged = [
    ...wholeRun.slice(0, 5),
    { ...wholeRun[5], atMs: 'x' } as unknown as HistoryEvent,
    ...wholeRun.slice(6),
  ]
  expect(reelOf(damaged).frames.length).toBeLessThan(reelOf(wholeRun).frames.length + 10)
})
