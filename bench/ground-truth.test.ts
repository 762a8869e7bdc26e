/**
 * Why anyone should believe processes that play VMs: the same sessions through the same pauses on real guests, and QEMU's own copies against the
 * plans. What was measured is kept as JSON in OUTLIVE_GROUND_TRUTH=FOLDER, so that it can be carried on; with OUTLIVE_DRAW=1 only what is there is drawn.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { qemuMissing } from '../test/real/play.js'
import { type Copied, copy, grid } from './ground-truth/copies.js'
import { writePage } from './ground-truth/page.js'
import { type Played, playSet, plays, sets } from './ground-truth/pauses.js'

const folder = process.env.OUTLIVE_GROUND_TRUTH ?? mkdtempSync(join(tmpdir(), 'outlive-bench-'))
mkdirSync(folder, { recursive: true })

const fileOf = (name: string): string => join(folder, `${name}.json`)
const isWanted = (...names: string[]): boolean =>
  process.env.OUTLIVE_DRAW !== '1' || names.every((name) => existsSync(fileOf(name)))

/** Measured now, or before. */
const kept = async <Result>(name: string, measure: () => Promise<Result>): Promise<Result> => {
  const file = fileOf(name)
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(await measure()))
  return JSON.parse(readFileSync(file, 'utf8'))
}

const pauses: { netns: Played; qemu: Played }[] = []
const copies: Copied[] = []

describe.skipIf(qemuMissing !== '')(`ground truth ${qemuMissing}`, () => {
  describe.each(plays.slice(0, 1))('play %i', (play) => {
    test.for(sets)('$name on namespaces and on real guests', async (set, { skip }) => {
      if (!isWanted(`${set.name}-${play}-netns`, `${set.name}-${play}-qemu`)) skip()
      const netns = await kept(`${set.name}-${play}-netns`, () => playSet(set, 'netns'))
      const qemu = await kept(`${set.name}-${play}-qemu`, () => playSet(set, 'qemu'))
      pauses.push({ netns, qemu })
      expect(qemu.outcomes).toHaveLength(netns.outcomes.length)
    })
  })

  test.for(grid)(
    'a copy of $memoryMiB MiB at $linkMbitPerS Mbit/s, written at $hotDirtyMBPerS MB/s',
    async (point, { skip }) => {
      const name = `copy-${point.memoryMiB}-${point.linkMbitPerS}-${point.hotDirtyMBPerS}`
      if (!isWanted(name)) skip()
      copies.push(await kept(name, () => copy(point)))
    },
  )

  // Whatever else is measured, each pause has been played once by then.
  describe.each(plays.slice(1))('play %i', (play) => {
    test.for(sets)('$name on namespaces and on real guests', async (set, { skip }) => {
      if (!isWanted(`${set.name}-${play}-netns`, `${set.name}-${play}-qemu`)) skip()
      const netns = await kept(`${set.name}-${play}-netns`, () => playSet(set, 'netns'))
      const qemu = await kept(`${set.name}-${play}-qemu`, () => playSet(set, 'qemu'))
      pauses.push({ netns, qemu })
      expect(qemu.outcomes).toHaveLength(netns.outcomes.length)
    })
  })
})

afterAll(() => writePage(pauses, copies))
