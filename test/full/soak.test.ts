/**
 * Sessions through migrations back to back: does anything grow? For three quarters of a minute, or for OUTLIVE_SOAK_MINUTES:
 * `OUTLIVE_SOAK_MINUTES=120 npx vitest run --project full test/full/soak.test.ts`.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { exitStatus } from '../../src/cli/exit-status.js'
import { planEndMs } from '../../src/plan.js'
import type { Report } from '../../src/result.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { eventually, marked, ownedBy, stillThere } from '../real/left-behind.js'
import { netnsMissing } from '../real/play.js'
import { type Held, heldBy } from './held.js'

const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const liveHeapProbe = new URL('live-heap.mjs', import.meta.url).href
const minutes = Number(process.env.OUTLIVE_SOAK_MINUTES ?? 0.75)
/** What starts and opens, and what asks and compares, is no part of it. */
const besidesMs = 8 * 60_000

const scenario: ScenarioDocument = {
  name: 'soak',
  presets: ['vmotion'],
  memory: ['128 MiB'],
  sessions: ['echo', 'console', 'database', { name: 'echo', count: 200, every: '1 s' }],
  profiles: ['linux'],
}

test.skipIf(netnsMissing !== '')(
  `nothing grows in ${minutes} min of migrations`,
  { timeout: minutes * 60_000 + besidesMs, retry: 1 },
  async () => {
    const onceMs = planEndMs(resolveScenario(scenario).cells[0]?.plan ?? { phases: [], outcome: 'here' })
    const migrations = Math.ceil((minutes * 60_000) / onceMs)
    const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
    const mark = randomUUID()
    const file = join(folder, 'soak.yaml')
    const record = join(folder, 'record')
    const liveHeap = join(folder, 'live-heap')
    mkdirSync(liveHeap, { mode: 0o777 })
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ ...scenario, migrations }))
    try {
      const run = execa(cli, ['run', file, '--record', record, '--reporter', 'json', '-q'], {
        env: { OUTLIVE_SOAK: mark, OUTLIVE_LIVE_HEAP: liveHeap, NODE_OPTIONS: `--import ${liveHeapProbe}` },
        reject: false,
      })
      let over = false
      void run.then(() => {
        over = true
      })
      const samples: Held[] = []
      const owned = []
      const everyMs = Math.max(500, (minutes * 60_000) / 1000)
      while (!over) {
        await sleep(everyMs)
        const held = heldBy(mark)
        if (held.isMoving) {
          samples.push(held)
          if (owned.length === 0) owned.push(ownedBy(mark))
        }
      }
      const { stdout, exitCode } = await run
      // What a busy machine lets nobody say of its sessions is no growth.
      expect([exitStatus.fine, exitStatus.inconclusive]).toContain(exitCode)
      const { cells } = JSON.parse(stdout) as Pick<Report, 'cells'>
      console.log(told(samples, migrations))
      console.log(byProcess(samples))
      const alive = aliveIn(liveHeap, samples)
      console.log(
        `alive of heaps: ${alive.map(({ process, mebibytes }) => `${process}: ${mebibytes.join(', ')}`).join('; ')}`,
      )
      for (const { id, verdict, why } of cells) console.log(`${id}: ${verdict}: ${why}`)
      const [, first, last] = thirdsOf(samples, typical)
      expect(last.descriptors).toBeLessThanOrEqual(first.descriptors + fewDescriptors)
      expect(last.namespaces).toBe(first.namespaces)
      expect(last.processes).toBe(first.processes)
      expect(last.mebibytes).toBeLessThan(first.mebibytes * (1 + grownShare) + grownMiB)
      expect(alive.length).toBeGreaterThanOrEqual(fewestProcesses)
      for (const { process, mebibytes } of alive) {
        const [, before, after] = mebibytes
        expect(after - before, `MiB alive in ${process}`).toBeLessThan(aliveMiB + aliveMiBPerMinute * minutes)
      }
      await eventually(() => marked(mark), [])
      for (const each of owned) await eventually(() => stillThere(each), [])
      for (const { id, lost, duplicated, corrupted } of cells)
        expect({ id, damaged: (lost ?? 0) + (duplicated ?? 0) + (corrupted ?? 0) }).toEqual({ id, damaged: 0 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

/** Processes that look at sockets come and go. */
const fewDescriptors = 12
/** A heap is collected when it is, and not before; what is lost for good is more in two hours. */
const grownShare = 0.15
const grownMiB = 24
/** Of what is alive: code that runs for the first time, and what is kept of each exchange to judge it. */
const aliveMiBPerMinute = 0.1
const aliveMiB = 1
const fewestLooks = 6
/** The command, its runner, a client machine for each kind and the crowd, two VMs. */
const fewestProcesses = 8

const middleOf = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0

const median = (samples: readonly Held[], of: (held: Held) => number): number => middleOf(samples.map(of))

type Typical = Omit<Held, 'at' | 'isMoving' | 'of'>

/** The median of each. */
const typical = (samples: readonly Held[]): Typical => ({
  mebibytes: median(samples, ({ mebibytes }) => mebibytes),
  descriptors: median(samples, ({ descriptors }) => descriptors),
  namespaces: median(samples, ({ namespaces }) => namespaces),
  processes: median(samples, ({ processes }) => processes),
})

type Thirds<Each> = readonly [Each, Each, Each]

const thirdsOf = <Sample, Each>(samples: readonly Sample[], of: (part: readonly Sample[]) => Each): Thirds<Each> => {
  const third = Math.floor(samples.length / 3)
  return [of(samples.slice(0, third)), of(samples.slice(third, 2 * third)), of(samples.slice(2 * third))]
}

/** Each process's memory by thirds, MiB. */
const byProcess = (samples: readonly Held[]): string =>
  [...(samples.at(-1)?.of.keys() ?? [])]
    .map((name) => {
      const held = thirdsOf(samples, (part) => Math.round(median(part, ({ of }) => of.get(name) ?? 0)))
      return `${name}: ${held.join(', ')}`
    })
    .join('; ')

interface Alive {
  readonly process: string
  readonly mebibytes: Thirds<number>
}

/** What is alive of the heap of each process while VMs are moved, MiB, by thirds. */
const aliveIn = (folder: string, samples: readonly Held[]): readonly Alive[] =>
  readdirSync(folder).flatMap((process) => {
    const looks = readFileSync(join(folder, process), 'utf8').trim().split('\n')
    const mebibytes = looks
      .map((look) => look.split(' ').map(Number))
      .filter(([at = 0]) => at >= (samples[0]?.at ?? 0) && at <= (samples.at(-1)?.at ?? 0))
      .map(([, bytes = 0]) => bytes / 2 ** 20)
    // Who only starts others, or looks at something, does not live long enough.
    if (mebibytes.length < fewestLooks) return []
    return [{ process, mebibytes: thirdsOf(mebibytes, (part) => Math.round(middleOf(part) * 100) / 100) }]
  })

const told = (samples: readonly Held[], migrations: number): string => {
  const parts = thirdsOf(samples, typical)
  const row = (name: keyof Typical): string => parts.map((part) => Math.round(part[name])).join(', ')
  return `${migrations} migrations, ${samples.length} looks; by thirds: memory ${row('mebibytes')} MiB, descriptors ${row('descriptors')}, namespaces ${row('namespaces')}, processes ${row('processes')}`
}
