/**
 * Survival curves of `echo` by `tcp_retries2` 3 to 15, measured on what was predicted, as `docs/tuning.md` shows them. The long half takes 45 minutes: that is how long Linux's
 * own patience is. OUTLIVE_CURVES=FOLDER draws what was measured before instead, from its short.json and long.json.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { seconds } from '../src/report/amounts.js'
import { pageCurve } from '../src/report/html/tune.js'
import { loadPictures } from '../src/report/picture.js'
import { packageRoot } from '../src/scenario/package-root.js'
import { bandsOf, limitMs, pointsOf } from '../src/tune/bands.js'
import { type Band, type Curve, type Tune, tuneSchema } from '../src/tune/result.js'
import { table, withSections } from '../test/methods/docs/sections.js'
import { netnsMissing } from '../test/real/play.js'
import { outliveTune } from './outlive-tune.js'

const command = 'UPDATE_DOCS=1 npm run bench -- curves'
const docs = join(packageRoot, 'docs')
const folder = process.env.OUTLIVE_CURVES ?? mkdtempSync(join(tmpdir(), 'outlive-bench-'))
afterAll(() => {
  if (process.env.OUTLIVE_CURVES === undefined) rmSync(folder, { recursive: true, force: true })
})

const halves = {
  short: { retries: [3, 4, 5, 6, 7, 8], range: ['--from', '1s', '--to', '150s', '--pauses', '22'] },
  long: { retries: [9, 10, 11, 12, 13, 14, 15], range: ['--from', '150s', '--to', '1000s', '--pauses', '16'] },
} as const

/** Each curve's border, measured and predicted: `tcp_retries2`, wire, the longest pause that was outlived, the shortest that was not. */
interface Border {
  readonly name: string
  readonly wire: string
  readonly outlivedMs: number
  readonly endedMs: number
  readonly predicted: Band | undefined
}
const borders: Border[] = []

describe.skipIf(netnsMissing !== '').each(Object.entries(halves))(
  `survival of echo, the %s half ${netnsMissing}`,
  (half, { retries, range }) => {
    test('has its borders within one retransmission of where they are predicted', async () => {
      const file = join(folder, `${half}.json`)
      if (!existsSync(file)) await measure(half, retries, range, file)
      const { curves, fromMs, toMs } = again(tuneSchema.parse(JSON.parse(readFileSync(file, 'utf8'))))
      for (const curve of curves) {
        const [lives, ends] = curve.bands
        const name = curve.profile.replace('retries2-', '')
        const predicted = curve.predicted?.find(({ fate }) => fate === 'ends')
        borders.push({
          name,
          wire: curve.wire,
          outlivedMs: lives?.toMs ?? 0,
          endedMs: ends?.fromMs ?? Number.POSITIVE_INFINITY,
          predicted,
        })
        // One step before it the last interval between retransmissions was at most as long as all that came before it.
        expect(lives?.toMs).toBeGreaterThan((predicted?.fromMs ?? 0) / 2)
        expect(ends?.fromMs ?? toMs).toBeLessThan((predicted?.fromMs ?? toMs) * 2)
      }
      const rows = curves
        .toSorted((one, other) => one.wire.localeCompare(other.wire))
        .map((curve) => ({ ...pageCurve(curve), name: `${curve.profile.replace('-', '=')} ${curve.wire}` }))
      const picture = (await loadPictures()).curves(
        { curves: rows, fromMs, toMs },
        'echo, talking: which pause it outlives, by tcp_retries2 and wire',
      )
      const measured = table(
        ['tcp_retries2', 'wire', 'outlived', 'not outlived', 'predicted'],
        borders.map(({ name, wire, outlivedMs, endedMs, predicted }) => [
          name,
          wire,
          seconds(outlivedMs),
          Number.isFinite(endedMs) ? seconds(endedMs) : 'none of them',
          predicted === undefined ? 'none' : seconds(predicted.fromMs),
        ]),
      )
      console.log(measured)
      if (process.env.UPDATE_DOCS !== '1') return
      writeFileSync(join(docs, `survival-${half}.svg`), picture)
      writeFileSync(
        join(docs, 'tuning.md'),
        withSections(readFileSync(join(docs, 'tuning.md'), 'utf8'), { borders: measured }, command),
      )
    })
  },
)

/** Judged by today's rules. */
const again = (tune: Tune): Tune => ({
  ...tune,
  curves: tune.curves.map((curve): Curve => {
    const bands = bandsOf(pointsOf(curve.trials))
    return { ...curve, bands: [...bands], limitMs: limitMs(bands) }
  }),
})

const measure = async (
  half: string,
  retries: readonly number[],
  range: readonly string[],
  file: string,
): Promise<void> => {
  const profiles = retries.map((count) => {
    const profile = join(folder, `retries2-${count}.yaml`)
    const sysctls = { 'net.ipv4.tcp_retries2': { value: count, source: 'this curve', status: 'assumed' } }
    writeFileSync(
      profile,
      JSON.stringify({
        name: `retries2-${count}`,
        summary: `tcp_retries2=${count}`,
        sysctls,
        limits: [],
        sessions: {},
      }),
    )
    return profile
  })
  const scenario = join(folder, `${half}.yaml`)
  writeFileSync(
    scenario,
    JSON.stringify({ name: half, presets: ['pause'], memory: ['1 MiB'], sessions: ['echo'], profiles }),
  )
  const tune = await outliveTune(scenario, ...range, '--repeat', '1', '--rounds', '1', '--wire', 'drop,hold')
  writeFileSync(file, JSON.stringify(tune))
}
