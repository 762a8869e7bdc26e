/**
 * How exact a blackout is, seen by processes that know nothing of the controller, while sessions keep both cores busy; beside it a shell script that
 * does what can be done without outlive. OUTLIVE_EXACTNESS=long adds pauses of two minutes; OUTLIVE_SCALE and OUTLIVE_SESSIONS make it smaller.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { monotonicMs } from '../harness/clock.js'
import { netnsMissing, play } from '../test/real/play.js'
import { figuresOf, type Sample } from './exactness/figures.js'
import { type Observed, readObserved, type Window } from './exactness/observed.js'
import { writePage } from './exactness/page.js'
import { blackouts, processes, restMs, scenarioOf, type Way } from './exactness/played.js'
import { openShellWay } from './exactness/shell.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-exactness-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const folderOf = (way: Way): string => join(folder, way)

const sessions = Number(process.env.OUTLIVE_SESSIONS ?? 600)
const scale = Number(process.env.OUTLIVE_SCALE ?? 1)
/** How many of each length. */
const lengths: readonly (readonly [ms: number, count: number])[] = [
  [10, 100],
  [100, 100],
  [1000, 100],
  [10_000, 5],
  ...(process.env.OUTLIVE_EXACTNESS === 'long' ? [[120_000, 2] as const] : []),
]

/** In turns, each as evenly spread as it can be. */
const order = lengths
  .flatMap(([ms, count]) => {
    const times = Math.ceil(count * scale)
    return Array.from({ length: times }, (_, n) => ({ ms, place: (n + 0.5) / times }))
  })
  .sort((one, other) => one.place - other.place)
  .map(({ ms }) => ms)

/** Observers are read around what was asked for: the end of a blackout may be late. */
const lateMs = restMs - 60
const around = (atMs: number, ms: number): Window => ({ fromMs: atMs - 50, toMs: atMs + ms + lateMs })

test.skipIf(netnsMissing !== '')(`blackouts of ${lengths.map(([ms]) => ms).join(', ')} ms`, async () => {
  for (const way of ['outlive', 'shell'] as const) mkdirSync(folderOf(way))
  const starts: { ms: number; atMs: number }[] = []
  const byScript: { ms: number; window: Window }[] = []
  let originMs = Number.POSITIVE_INFINITY
  let over = false
  let scripts = Promise.resolve()
  let busyBefore = times()
  let busy = 0

  const attack = async (): Promise<void> => {
    const shell = await openShellWay(folderOf('shell'))
    for (const ms of order) {
      if (over) return
      const fromMs = monotonicMs()
      await shell.blackout(ms)
      if (over) return
      byScript.push({ ms, window: { fromMs, toMs: monotonicMs() + lateMs } })
      await new Promise((resolve) => setTimeout(resolve, restMs))
    }
  }

  const { history, report } = await play(scenarioOf(blackouts(order), folderOf, sessions), 'netns', (event) => {
    // What is told least late says best when the run's clock began.
    originMs = Math.min(originMs, monotonicMs() - event.atMs)
    if (event.type === 'migration-started' && event.vm === 'outlive') {
      busyBefore = times()
      scripts = attack().catch((error: Error) => {
        // It may have been taken down under the script.
        if (!over) throw error
      })
      scripts.catch(() => {})
    }
    const isLast = event.type === 'phase-ended' && event.index === order.length - 1
    const isGone = event.type === 'vm' && event.vm === 'outlive' && event.state === 'gone'
    if (isGone) console.log(event.detail)
    if (!isLast && !isGone) return
    busy = shareOf(busyBefore, times())
    over = true
  })
  await scripts
  for (const event of history) {
    if (event.type === 'phase-started') starts.push({ ms: event.phase.durationMs, atMs: event.atMs + originMs })
  }
  const windows = {
    outlive: starts.map(({ ms, atMs }) => ({ ms, window: around(atMs, ms) })),
    shell: byScript,
  }
  const samples = (way: Way): { samples: Sample[]; observed: Observed } => {
    const observed = readObserved(folderOf(way), processes)
    return { observed, samples: windows[way].map(({ ms, window }) => ({ lengthMs: ms, seen: observed.in(window) })) }
  }
  const outlive = samples('outlive')
  const shell = samples('shell')
  // Just before each, when nothing happens to that VM.
  const alone = starts
    .slice(1)
    .flatMap(({ atMs }) => [15, 25, 35].map((ms) => ({ lengthMs: 0, seen: outlive.observed.at(atMs - ms) })))
  writePage({
    busy,
    sessions: report.cells.filter(({ session }) => session === 'echo').length,
    outlive: figuresOf(outlive.samples),
    shell: figuresOf(shell.samples),
    alone: figuresOf(alone),
  })
  expect(outlive.samples).toHaveLength(order.length)
})

const times = (): { idle: number; all: number } =>
  cpus().reduce(
    (sum, { times }) => ({
      idle: sum.idle + times.idle,
      all: sum.all + Object.values(times).reduce((one, other) => one + other),
    }),
    { idle: 0, all: 0 },
  )

const shareOf = (before: ReturnType<typeof times>, after: ReturnType<typeof times>): number =>
  1 - (after.idle - before.idle) / (after.all - before.all)
